"""Every table of the product in one place, for Alembic's comparison."""

from sqlmodel import SQLModel

import meetbot.booking.imports.models
import meetbot.booking.models
import meetbot.checklists.models
import meetbot.defects.models
import meetbot.drafts.models
import meetbot.files.models
import meetbot.guests.models
import meetbot.inbox.models
import meetbot.looks.models
import meetbot.lost.models
import meetbot.nameplates.models
import meetbot.papers.models
import meetbot.people.models
import meetbot.reminders.models
import meetbot.requests.models
import meetbot.standard.models  # noqa: F401  (imported for their tables)

metadata = SQLModel.metadata
