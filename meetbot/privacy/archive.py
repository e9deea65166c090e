"""A person's data as one file to hand out: ``data.json`` and the files that it speaks of."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from meetbot.privacy.service import Known


def archive(known: Known) -> bytes:
    """A ZIP file. The names in it are our own: what a sender called a file stands in ``data.json``."""
    packed = BytesIO()
    listed = [
        {"file_id": file.id, "name": file.name, "mime": file.mime, "size": file.size, "in": f"files/{file.id}"}
        for file in known.files
    ]
    with ZipFile(packed, "w", ZIP_DEFLATED) as target:
        target.writestr("data.json", json.dumps({**known.rows, "files": listed}, ensure_ascii=False, indent=2))
        for file in known.files:
            target.writestr(f"files/{file.id}", file.content)
    return packed.getvalue()
