"""Rows about people. Deactivating keeps the row: what somebody did stays theirs."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text

from meetbot.people.roles import Role


class Person(SQLModel, table=True):
    """Somebody who has, or had, a role."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    name: str
    department: str = ""
    phone: str = ""
    language: str = "en"
    zone: str | None = Field(default=None, description="IANA name of the zone that they live in; none: the house's")
    joined_at: datetime
    deactivated_at: datetime | None = None
    unreachable_since: datetime | None = Field(default=None, description="blocked the bot, or the chat is gone")


class RoleGrant(SQLModel, table=True):
    """A role that somebody has; taking it away deletes the row."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role
    granted_by: int | None = Field(default=None, foreign_key="person.id", description="none: from the settings")
    granted_at: datetime


class AccessRequest(SQLModel, table=True):
    """A stranger's wish to use the bot; open until an admin decided."""

    __tablename__ = "access_request"
    __table_args__ = (
        Index(
            "ux_access_request_open", "telegram_id", unique=True,
            sqlite_where=text("decided_at IS NULL"), postgresql_where=text("decided_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str
    department: str
    language: str = "en"
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    granted_role: Role | None = Field(default=None, description="none once decided: declined")


class Invitation(SQLModel, table=True):
    """A link that gives one role to the first person who opens it in time. Only the token's digest is kept."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    token_sha256: str = Field(unique=True)
    role: Role
    made_by: int = Field(foreign_key="person.id")
    made_at: datetime
    expires_at: datetime
    used_by: int | None = Field(default=None, foreign_key="person.id")
    used_at: datetime | None = None
