"""How are Party organisations, their members and their resolutions kept?

Heads with versions, and what holds of each from day to day. SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration
makes those keys from `TEMPORAL_KEYS`. Who is a member is sensitive: it stands here alone, and each look is noted.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.metadata import metadata

TEMPORAL_KEYS = {
    "party_terms": ("organisation_id", "valid"),
    "party_seats": ("cell", "seat", "valid"),
    "party_members": ("person_id", "valid"),
    "party_signups": ("person_id", "cell", "valid"),
}

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    ]


# `next_from`: the day on which something begins or ends that the other services have not been told of.
party_organisations = Table(
    "party_organisations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("next_from", Date),
)
Index(
    "ix_party_organisations_next_from",
    party_organisations.c.next_from,
    postgresql_where=party_organisations.c.next_from.is_not(None),
)

party_terms = Table(
    "party_terms",
    metadata,
    Column("organisation_id", Text, ForeignKey("party_organisations.id"), nullable=False),
    *_validity(),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text, ForeignKey("party_organisations.id"), index=True),
    # How many members a committee has.
    Column("seats", SmallInteger),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["party_terms"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("kind IN ('county-committee', 'township-committee', 'general-branch', 'branch')", name="kind"),
)
Index("ix_party_terms_region", party_terms.c.region, postgresql_ops=_BY_PREFIX)

# `seat`: "lead", or the branch's own id: two branches sit on one cell on one day, but never two that lead it.
party_seats = Table(
    "party_seats",
    metadata,
    Column("cell", Text, nullable=False),
    Column("seat", Text, nullable=False),
    *_validity(),
    Column("organisation_id", Text, ForeignKey("party_organisations.id"), nullable=False, index=True),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["party_seats"]),
)

party_members = Table(
    "party_members",
    metadata,
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    *_validity(),
    Column("branch_id", Text, ForeignKey("party_organisations.id"), nullable=False, index=True),
    Column("region", Text, nullable=False),
    Column("secretary", Boolean, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["party_members"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
)

# `from_elsewhere`: the member's own branch is another one than the cell's (双报到).
party_signups = Table(
    "party_signups",
    metadata,
    Column("id", Uuid, nullable=False, unique=True),
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("cell", Text, nullable=False, index=True),
    *_validity(),
    Column("region", Text, nullable=False),
    Column("branch_id", Text, ForeignKey("party_organisations.id"), nullable=False),
    Column("duty", Text, nullable=False),
    Column("from_elsewhere", Boolean, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["party_signups"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
)
Index("ix_party_signups_region", party_signups.c.region, postgresql_ops=_BY_PREFIX)

# What must be exceeded by those present, and by those in favour; a city's own shares are rows.
party_shares = Table(
    "party_shares",
    metadata,
    Column("subject_kind", Text, primary_key=True),
    Column("of", SmallInteger, nullable=False),
    Column("among", SmallInteger, nullable=False),
    CheckConstraint("of > 0 AND among > of", name="share"),
)

party_resolutions = Table(
    "party_resolutions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("committee_id", Text, ForeignKey("party_organisations.id"), nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("number", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("seats", SmallInteger, nullable=False),
    Column("present", SmallInteger, nullable=False),
    Column("in_favour", SmallInteger, nullable=False),
    Column("decision", Text, nullable=False),
    # Sealed, about the id.
    Column("minutes", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("signed_by", Text),
    UniqueConstraint("committee_id", "number"),
    CheckConstraint("subject_kind IN ('admission', 'major-case')", name="subject_kind"),
    CheckConstraint("decision IN ('approve', 'refuse')", name="decision"),
    CheckConstraint("state IN ('drawn-up', 'signed', 'withdrawn', 'used')", name="state"),
    CheckConstraint("signed_by <> drawn_up_by", name="four_eyes"),
    CheckConstraint("in_favour <= present AND present <= seats", name="votes"),
)
Index("ix_party_resolutions_region", party_resolutions.c.region, party_resolutions.c.id)
# What something may rest on: looked up whenever a marked case moves.
Index(
    "ix_party_resolutions_signed",
    party_resolutions.c.subject_id,
    postgresql_where=party_resolutions.c.state == "signed",
)

# A case that does not end before its township's committee has resolved; open until the case has ended.
party_major_cases = Table(
    "party_major_cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("marked_at", _moment, nullable=False),
    Column("resolution_id", Uuid, ForeignKey("party_resolutions.id")),
    Column("ended_at", _moment),
)
Index(
    "uq_party_major_cases_open",
    party_major_cases.c.case_id,
    unique=True,
    postgresql_where=party_major_cases.c.ended_at.is_(None),
)

# `thing`: organisation, member, sign-up, resolution; no names, no minutes.
party_history = Table(
    "party_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("thing", Text, nullable=False),
    Column("thing_id", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_party_history_thing", party_history.c.thing, party_history.c.thing_id, party_history.c.id)

# Every look at who is a member, who has signed up, and what minutes say.
party_looks = Table(
    "party_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("seen", JSONB, nullable=False),
)
