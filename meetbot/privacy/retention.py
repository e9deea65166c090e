"""How long files are kept. What they showed stays on record: the defect, the find, the item that was ticked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from meetbot.defects.models import Defect, DefectPhoto
from meetbot.files.service import drop
from meetbot.looks.models import Look
from meetbot.lost.models import Find, FindPhoto
from meetbot.settings import Site


def drop_old_files(session: Session, now: datetime, site: Site) -> int:
    """
    Let go of files that were last used longer ago than the house keeps them; how many went.

    Kept on: photos of open defects and of finds that nobody has fetched, and how rooms should look. What belongs to a
    booking to come (an audio piece) was sent less than ``ahead_days`` ago.
    """
    kept = timedelta(days=max(site.keep_files_days, site.ahead_days + 1))
    return drop(session, now - kept, _in_use(session), now)


def _in_use(session: Session) -> set[int]:
    defects = select(DefectPhoto.file_id).join(Defect).where(col(Defect.resolved_at).is_(None))
    finds = select(FindPhoto.file_id).join(Find).where(col(Find.handed_over_at).is_(None))
    looks = select(Look.file_id).where(col(Look.removed_at).is_(None))
    return {file_id for wanted in (defects, finds, looks) for file_id in session.exec(wanted)}
