"""Which tables keep how the registry is filled from files, seen on visits, kept right, and what it has to forget?"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata, one_of
from grid.registry.domain.imports import ImportState, Mode, Verdict
from grid.registry.domain.kinds import RecordKind

_moment = DateTime(timezone=True)

# A file and how far it has come; `body` is the file, sealed, until what is said of its lines need be told no more.
registry_imports = Table(
    "registry_imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("is_workbook", Boolean, nullable=False),
    Column("body", LargeBinary),
    Column("sealed_under", Text, nullable=False),
    Column("problem", Text),
    # How often the step at hand has failed in a row, and before when it is not tried again.
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("again_at", _moment),
    # Which process began to read the file, and when; nothing when it came through that alive.
    Column("begun_by", Uuid),
    Column("begun_at", _moment),
    *(Column(name, Integer, nullable=False) for name in ("rows", "checked", "added", "changed", "same", "refused")),
    Column("given_at", _moment, nullable=False),
    Column("changed_at", _moment, nullable=False),
    Column("ended_at", _moment),
    one_of("kind", RecordKind),
    one_of("mode", Mode),
    one_of("state", ImportState),
)
Index(
    "ix_registry_imports_open",
    registry_imports.c.id,
    postgresql_where=registry_imports.c.ended_at.is_(None),
)
Index("ix_registry_imports_region", registry_imports.c.region, registry_imports.c.id)
Index("ix_registry_imports_ended_at", registry_imports.c.ended_at)

# A line and what became of it; `sealed` is what it says, until it is taken.
registry_import_rows = Table(
    "registry_import_rows",
    metadata,
    Column("import_id", Uuid, ForeignKey("registry_imports.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("flaws", JSONB, nullable=False),
    Column("record_id", Uuid),
    one_of("state", Verdict),
)
Index(
    "ix_registry_import_rows_state",
    registry_import_rows.c.import_id,
    registry_import_rows.c.state,
    registry_import_rows.c.line,
)

# What a worker saw at a record; the id is the phone's. `note` is sealed, bound to the id.
record_visits = Table(
    "record_visits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("record_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("worker_id", Text, nullable=False),
    Column("device_at", _moment, nullable=False),
    Column("at", _moment, nullable=False),
    Column("confirmed", JSONB, nullable=False),
    Column("changed", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("task_id", Uuid),
    Column("note", LargeBinary),
    Column("sealed_under", Text, nullable=False),
)
Index("ix_record_visits_record_id", record_visits.c.record_id, record_visits.c.id)
Index("ix_record_visits_at", record_visits.c.at)
Index("ix_record_visits_sealed_under", record_visits.c.sealed_under)

# What a kind of record must say, and how soon it is stale: the last version of the longest region holds.
quality_rules = Table(
    "quality_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("needed", JSONB, nullable=False),
    Column("stale_days", Integer, nullable=False),
    Column("most_a_day", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    one_of("kind", RecordKind),
)

# On which day the records of a township were last looked at.
quality_rounds = Table(
    "quality_rounds",
    metadata,
    Column("township", Text, primary_key=True),
    Column("on_day", Date, nullable=False),
)

# Which finding a worker was asked to mend.
record_mendings = Table(
    "record_mendings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("finding", Text, nullable=False),
    Column("task_id", Uuid, nullable=False),
    Column("opened_at", _moment, nullable=False),
    Column("closed_at", _moment),
)
Index(
    "ix_record_mendings_record_id",
    record_mendings.c.record_id,
    postgresql_where=record_mendings.c.closed_at.is_(None),
)
Index("ix_record_mendings_cell", record_mendings.c.cell, record_mendings.c.opened_at)

# How many days after its end (or after it was written) something is kept; never fewer than `least_days`.
registry_retention = Table(
    "registry_retention",
    metadata,
    Column("what", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("least_days", Integer, nullable=False),
)

registry_retention_history = Table(
    "registry_retention_history",
    metadata,
    Column("what", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)

# What the deletion job removed: how many, and never what.
registry_deletions = Table(
    "registry_deletions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("what", Text, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("before", _moment, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_registry_deletions_at", registry_deletions.c.at)
