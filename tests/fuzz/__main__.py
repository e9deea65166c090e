"""``make fuzz``: every target for a while, guided by what the inputs reach (atheris). Exits with 1 where one broke."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

# What is watched for new ways through it; watching everything would take longer than trying.
_WATCHED = {
    "phrase": "meetbot.booking.phrases", "calendar": "meetbot.booking.incoming", "standard": "meetbot.standard",
    "names": "meetbot.nameplates", "update": "meetbot.handlers.intake", "code": "meetbot.handlers.keyboards",
    "guests": "meetbot.guests", "shown": "meetbot.texts", "sheet": "meetbot.nameplates", "photo": "meetbot.files", "rooms": "meetbot.booking.rooms",
    "reply": "meetbot.guests", "link": "meetbot.people", "address": "meetbot.web", "webhook": "meetbot.web", "backup": "meetbot.backup",
}  # fmt: skip
_ONE = """
import sys, atheris
with atheris.instrument_imports(include=[{watched!r}]):
    from tests.fuzz.targets import TARGETS
atheris.Setup(sys.argv, TARGETS[{name!r}])
atheris.Fuzz()
"""
# For imports, and for the input in hand when the time is up.
_PATIENCE = 120


def main() -> int:
    from tests.fuzz.samples import SAMPLES

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    wanted = sys.argv[2:] or list(SAMPLES)
    broken = [name for name in wanted if not _holds(name, SAMPLES[name], seconds)]
    print(f"broken: {', '.join(broken)}" if broken else f"nothing broke: {', '.join(wanted)}, {seconds} s each")
    return 1 if broken else 0


def _holds(name: str, samples: tuple[bytes, ...], seconds: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        for number, sample in enumerate(samples):
            (Path(folder) / str(number)).write_bytes(sample)
        print(f"{name} ...", flush=True)
        options = [f"-max_total_time={seconds}", "-timeout=30", "-max_len=20000", f"-artifact_prefix={folder}/", folder]
        program = _ONE.format(watched=_WATCHED[name], name=name)
        command = [sys.executable, "-c", program, *options]
        try:
            run = subprocess.run(command, capture_output=True, check=False, timeout=seconds + _PATIENCE)
        except subprocess.TimeoutExpired as late:
            print((late.stderr or b"").decode(errors="replace")[-2000:], "came to no end", sep="\n", flush=True)
            return False
        said = run.stderr.decode(errors="replace").splitlines()
        if run.returncode == 0:
            print(said[-1], flush=True)
            return True
        print(
            "\n".join(line for line in said[-200:] if not line.startswith("#")), run.stdout.decode()[-2000:], flush=True
        )
        for input_ in Path(folder).glob("crash-*"):
            print("the input:", input_.read_bytes()[:2000], flush=True)
        return False


if __name__ == "__main__":
    sys.exit(main())
