"""Which tables keep the registry's records, how they hang together, their history, and who looked at what?"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata
from grid.registry.domain.kinds import FORMS, RecordKind

_moment = DateTime(timezone=True)


def _record_table(name: str, kind: RecordKind, *columns: Column[Any]) -> Table:
    """Return the table of a kind: what every record has, its own plain columns, and its sealed ones with their marks.

    `sealed_under` and `marked_under` name the keys, so that a rotation finds what it has to do. `township` is the first
    nine digits of `region`: within it a thing is recorded once.
    """
    form = FORMS[kind]
    sealed = [Column(field, LargeBinary) for field in form.sealed]
    marks = [Column(f"{field}_mark", LargeBinary) for field in form.marked]
    table = Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("code", Text),
        Column("version", Integer, nullable=False),
        Column("state", Text, nullable=False),
        Column("region", Text, nullable=False),
        Column("township", Text, Computed("left(region, 9)", persisted=True), nullable=False),
        Column("cell", Text),
        Column("lon", Double),
        Column("lat", Double),
        *columns,
        *sealed,
        *marks,
        Column("source", Text, nullable=False),
        Column("added_at", _moment, nullable=False),
        Column("changed_at", _moment, nullable=False),
        # When somebody last saw that it is so.
        Column("checked_at", _moment, nullable=False),
        Column("ended_at", _moment),
        Column("end_reason", Text),
        Column("sealed_under", Text, nullable=False),
        Column("marked_under", Text, nullable=False),
        CheckConstraint("state IN ('current', 'ended')", name="state"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL AND end_reason IS NOT NULL)", name="ended"),
    )
    c, current = table.c, table.c.state == "current"
    Index(f"ix_{name}_region", c.region, c.id, postgresql_ops={"region": "text_pattern_ops"}, postgresql_where=current)
    Index(f"ix_{name}_cell", c.cell, c.id, postgresql_where=current)
    Index(f"ix_{name}_checked_at", c.township, c.checked_at, postgresql_where=current)
    Index(f"ix_{name}_ended_at", c.ended_at, postgresql_where=c.ended_at.is_not(None))
    Index(f"ix_{name}_keys", c.sealed_under, c.marked_under)
    Index(f"uq_{name}_code", c.township, c.code, unique=True, postgresql_where=current & c.code.is_not(None))
    for field in form.marked:
        Index(f"ix_{name}_{field}_mark", c[f"{field}_mark"], postgresql_where=c[f"{field}_mark"].is_not(None))
    return table


homes = _record_table(
    "homes",
    RecordKind.HOME,
    Column("use", Text, nullable=False),
    Column("meter", Text),
    Column("area_m2", Double),
)
Index("ix_homes_meter", homes.c.meter, postgresql_where=homes.c.meter.is_not(None))

residents = _record_table(
    "residents",
    RecordKind.RESIDENT,
    Column("id_kind", Text, nullable=False),
    Column("born_on", Date),
    Column("sex", Text, nullable=False),
    Column("population", Text, nullable=False),
    Column("employment", Text, nullable=False),
    Column("skills", JSONB, nullable=False),
    Column("care", JSONB, nullable=False),
    Column("message_consent", Boolean, nullable=False),
    Column("consent_on", Date),
    # That a number takes text messages is told without opening it.
    Column("has_mobile", Boolean, nullable=False, server_default="false"),
)
# Whoever may be sent text messages at all: an audience is counted over these alone.
_r = residents.c
Index(
    "ix_residents_reached",
    _r.region,
    _r.born_on,
    postgresql_ops={"region": "text_pattern_ops"},
    postgresql_include=["phone_mark", "id_number_mark", "employment", "consent_on"],
    postgresql_where=(_r.state == "current") & _r.message_consent & _r.has_mobile,
)


def is_looked_after(table: Table) -> ColumnElement[bool]:
    """Return the condition that there is a reason to look after a resident; in these very words there is an index."""
    return table.c.care != text("'[]'::jsonb")


# Among all residents few are looked after, and the rounds of each morning ask for them alone.
Index("ix_residents_care", _r.cell, postgresql_where=(_r.state == "current") & is_looked_after(residents))

households = _record_table(
    "households",
    RecordKind.HOUSEHOLD,
    Column("kind_of_household", Text, nullable=False),
    Column("home_id", Uuid, ForeignKey("homes.id"), nullable=False),
)
Index("ix_households_home_id", households.c.home_id)

enterprises = _record_table(
    "enterprises",
    RecordKind.ENTERPRISE,
    Column("name", Text, nullable=False),
    Column("credit_code", Text),
    Column("industry", Text),
    Column("employees", Integer),
    Column("address", Text),
)
Index("ix_enterprises_credit_code", enterprises.c.credit_code, postgresql_where=enterprises.c.credit_code.is_not(None))

places = _record_table(
    "places",
    RecordKind.PLACE,
    Column("name", Text, nullable=False),
    Column("kind_of_place", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("address", Text),
)

facilities = _record_table(
    "facilities",
    RecordKind.FACILITY,
    Column("name", Text, nullable=False),
    Column("component", Text, nullable=False),
    Column("condition", Text, nullable=False),
)

RECORDS: dict[RecordKind, Table] = {
    RecordKind.HOME: homes,
    RecordKind.RESIDENT: residents,
    RecordKind.HOUSEHOLD: households,
    RecordKind.ENTERPRISE: enterprises,
    RecordKind.PLACE: places,
    RecordKind.FACILITY: facilities,
}

# What a record said before a step: `plain` in words, `sealed` as it was sealed (base64), bound to the record.
record_history = Table(
    "record_history",
    metadata,
    Column("record_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("plain", JSONB, nullable=False),
    Column("sealed", JSONB, nullable=False),
    Column("sealed_under", Text, nullable=False, server_default=""),
)
Index(
    "ix_record_history_sealed_under",
    record_history.c.sealed_under,
    postgresql_where=text("sealed <> '{}'::jsonb"),
)
Index("ix_record_history_at", record_history.c.at)

record_ties = Table(
    "record_ties",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("from_kind", Text, nullable=False),
    Column("from_id", Uuid, nullable=False),
    Column("to_kind", Text, nullable=False),
    Column("to_id", Uuid, nullable=False),
    Column("relation", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("by", Text, nullable=False),
    Column("ended_by", Text),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
)
_t = record_ties.c
Index("ix_record_ties_from_id", _t.from_id)
Index("ix_record_ties_to_id", _t.to_id)
Index("ix_record_ties_valid_to", _t.valid_to)
# A household has one head.
Index(
    "uq_record_ties_head",
    _t.to_id,
    unique=True,
    postgresql_where=(_t.relation == "heads") & _t.valid_to.is_(None),
)
Index("uq_record_ties", _t.from_id, _t.to_id, _t.relation, unique=True, postgresql_where=_t.valid_to.is_(None))

# Who looked at what, and what for; a search keeps the mark of what was looked for, never what it was.
record_looks = Table(
    "record_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("purpose", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("mark", LargeBinary),
    Column("found", Integer, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_record_looks_record_id", record_looks.c.record_id, record_looks.c.id)
Index("ix_record_looks_at", record_looks.c.at)
