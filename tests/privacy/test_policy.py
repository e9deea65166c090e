"""Every table that names a person is decided: kept as the house's record, or taken away."""

from __future__ import annotations

from meetbot.migrations.metadata import metadata
from meetbot.people.models import Person
from meetbot.privacy.policy import KEPT, TAKEN_AWAY, person_columns, table_of

_NAME_WITHOUT_KEY = {"telegram_id", "chat_id", "recipient_id"}


def test_every_table_that_names_a_person_is_kept_or_taken_away() -> None:
    naming = {
        table.name
        for table in metadata.sorted_tables
        if person_columns(table) or _NAME_WITHOUT_KEY & {column.name for column in table.columns}
    }

    decided = [Person.__tablename__, *(table_of(model).name for model in (*KEPT, *TAKEN_AWAY))]
    assert naming - set(decided) == set(), "name these tables in meetbot/privacy/policy.py: kept, or taken away?"
    assert sorted(decided) == sorted(naming)
