"""What is kept of clues and findings? Their public state, the sealed words, every step, and every look at the words."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

# `id` is the centre's task id. `task_version` is the centre's, `version` our own: that of the last history row.
clues = Table(
    "clues",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("case_number", Text, nullable=False),
    Column("task_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("unit", Text),
    Column("matter", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("position", JSONB(none_as_null=True)),
    Column("report_ids", JSONB, nullable=False),
    Column("urged", Integer, nullable=False),
    Column("due_at", _moment),
    Column("assigned_at", _moment, nullable=False),
    Column("accepted_at", _moment),
    Column("ended_at", _moment),
    Column("officer_id", Text),
    Column("second_officer_id", Text),
    Column("result", Text),
    Column("return_reason", Text),
    Column("note", LargeBinary),
    # Its case is about somebody who might find it by this clue: it is shown to nobody any more.
    Column("hidden", Boolean, nullable=False, server_default="false"),
    CheckConstraint("state IN ('assigned', 'accepted', 'finished', 'returned', 'recalled')", name="state"),
    CheckConstraint("(state IN ('finished', 'returned', 'recalled')) = (ended_at IS NOT NULL)", name="ended"),
    CheckConstraint(
        "state <> 'finished' OR (result IS NOT NULL AND officer_id IS NOT NULL AND second_officer_id IS NOT NULL "
        "AND officer_id <> second_officer_id)",
        name="two_officers_finish",
    ),
    CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)", name="returned_with_reason"),
)
Index("ix_clues_region_state", clues.c.region, clues.c.state, postgresql_ops={"region": "text_pattern_ops"})

# `client_id` is the phone's id of the act: the same one again is the same act.
clue_history = Table(
    "clue_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clue_id", Uuid, ForeignKey("clues.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("client_id", Uuid),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("clue_id", "seq"),
)
Index(
    "uq_clue_history_client_id",
    clue_history.c.clue_id,
    clue_history.c.client_id,
    unique=True,
    postgresql_where=clue_history.c.client_id.is_not(None),
)

# Recalls that came before their task: kept, so that the task does not come to life afterwards.
early_recalls = Table(
    "early_recalls",
    metadata,
    Column("task_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recalled_at", _moment, nullable=False),
)

clue_looks = Table(
    "clue_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("clue_id", Uuid, ForeignKey("clues.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("category_scheme", Text, nullable=False),
    Column("category_code", Text, nullable=False),
    Column("urgency", Text),
    Column("position", JSONB(none_as_null=True)),
    Column("text", LargeBinary, nullable=False),
    Column("officer_id", Text, nullable=False),
    Column("second_officer_id", Text, nullable=False),
    Column("found_at", _moment, nullable=False),
    Column("reported_at", _moment, nullable=False),
    Column("case_id", Uuid, index=True),
    Column("case_version", Integer),
    Column("case_number", Text),
    Column("case_state", Text),
    Column("case_changed_at", _moment),
    Column("outcome", Text),
    # Its case hides from somebody: it is shown to the two officers alone, and nothing of the case.
    Column("hidden", Boolean, nullable=False, server_default="false"),
    CheckConstraint("officer_id <> second_officer_id", name="two_officers"),
)
Index("ix_findings_region", findings.c.region, postgresql_ops={"region": "text_pattern_ops"})

# A finding has no state of its own: what it goes through are the states of its case.
finding_history = Table(
    "finding_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("finding_id", Uuid, ForeignKey("findings.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    UniqueConstraint("finding_id", "seq"),
)

finding_looks = Table(
    "finding_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("finding_id", Uuid, ForeignKey("findings.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("on_behalf_of", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)
