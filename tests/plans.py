"""How the database would find what a statement asks for: by an index, or by reading the whole table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text


def whole_reads(connection: Connection, statement: str, parameters: Any, table: str) -> list[str]:
    """
    The steps that walk through all of ``table``; none when an index leads to the rows.

    A small table is quicker read whole, and PostgreSQL knows; so it is asked what it does when its shortcuts
    through small tables are forbidden.
    """
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows if row.detail.startswith("SCAN") and table in row.detail]
    for shortcut in ("seqscan", "mergejoin", "hashjoin"):
        connection.execute(text(f"SET LOCAL enable_{shortcut} = off"))
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    plan = json.loads(found) if isinstance(found, str) else found
    return [
        f"{step['Node Type']} on {table}"
        for step in _steps(plan[0]["Plan"])
        if step.get("Relation Name") == table and step["Node Type"] in _WALKS and "Index Cond" not in step
    ]


_WALKS = {"Seq Scan", "Index Scan", "Index Only Scan"}


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _steps(part)
