"""Which tables keep the workers' own reports, how often who is visited, the day's rounds, and who has read notes?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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
)
from sqlalchemy.dialects.postgresql import JSONB

from grid.metadata import metadata, one_of
from grid.patrols.domain.checks import AwayReason, MissedReason, StopState
from grid.patrols.domain.rounds import RoundState, StopKind

_moment = DateTime(timezone=True)

# `text` is sealed, bound to `id`; what is known of the case came by event.
patrol_reports = Table(
    "patrol_reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("worker_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text),
    Column("scheme", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("urgency", Text),
    Column("lon", Double),
    Column("lat", Double),
    Column("text", LargeBinary, nullable=False),
    Column("seen_at", _moment, nullable=False),
    Column("reported_at", _moment, nullable=False),
    Column("case_id", Uuid),
    Column("case_version", Integer),
    Column("case_number", Text),
    Column("case_state", Text),
    Column("case_outcome", Text),
    Column("case_result", Text),
    Column("case_changed_at", _moment),
    # Its case hides from somebody: the worker sees his own words, and nothing of the case.
    Column("hidden", Boolean, nullable=False, server_default="false"),
    # What the worker settled on the spot himself, and how (sealed, bound to `id` and "solved").
    Column("solved_result", Text),
    Column("solved_note", LargeBinary),
)
Index(
    "uq_patrol_reports_client_id",
    patrol_reports.c.worker_id,
    patrol_reports.c.client_id,
    unique=True,
)
Index("ix_patrol_reports_cell", patrol_reports.c.cell, patrol_reports.c.reported_at)
Index("ix_patrol_reports_worker_id", patrol_reports.c.worker_id, patrol_reports.c.id)

patrol_report_history = Table(
    "patrol_report_history",
    metadata,
    Column("report_id", Uuid, ForeignKey("patrol_reports.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

patrol_report_looks = Table(
    "patrol_report_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("patrol_reports.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("on_behalf_of", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_patrol_report_looks_report_id", patrol_report_looks.c.report_id)

# ------------------------------------------------------------------------------------------------------------ how often
# A version once; the newest of a region holds. `region` may be a single cell, or * for everywhere.
patrol_rules = Table(
    "patrol_rules",
    metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("definition", JSONB, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("patrol_rule_proposals.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
)

patrol_rule_proposals = Table(
    "patrol_rule_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("definition", JSONB, nullable=False),
    Column("basis", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    one_of("state", ("open", "approved", "turned-down", "withdrawn")),
    CheckConstraint("state NOT IN ('approved', 'turned-down') OR decided_by <> proposed_by", name="four_eyes"),
)
Index("ix_patrol_rule_proposals_region", patrol_rule_proposals.c.region, patrol_rule_proposals.c.id)

# ------------------------------------------------------------------------------------------------------ the day's round
# A township whose rounds of a day are made: once, however many replicas look. `left_over`: due beyond what one walks.
patrol_days = Table(
    "patrol_days",
    metadata,
    Column("region", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("made_at", _moment, nullable=False),
    Column("is_workday", Boolean, nullable=False),
    Column("stops", Integer, nullable=False, server_default="0"),
    Column("left_over", Integer, nullable=False, server_default="0"),
)

patrol_rounds = Table(
    "patrol_rounds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("state", Text, nullable=False),
    # The task for the places; each person to look after has a task of his own.
    Column("task_id", Uuid),
    Column("made_at", _moment, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("ended_at", _moment),
    one_of("state", RoundState),
)
Index("uq_patrol_rounds_day", patrol_rounds.c.cell, patrol_rounds.c.day, unique=True)
Index("ix_patrol_rounds_due_at", patrol_rounds.c.due_at, postgresql_where=patrol_rounds.c.state == "open")

# A place or a person of one day's round; names, phones and addresses stay with the registry. `position` (of the worker)
# and `note` are sealed, bound to `id` and their name; `lon`, `lat` are the place's.
patrol_stops = Table(
    "patrol_stops",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("round_id", Uuid, ForeignKey("patrol_rounds.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("was_missed", Boolean, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("tolerance_m", Integer, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("task_id", Uuid),
    Column("checked_by", Text),
    Column("client_id", Uuid),
    Column("device_at", _moment),
    Column("checked_at", _moment),
    Column("distance_m", Integer),
    Column("away_reason", Text),
    Column("position", LargeBinary),
    Column("note", LargeBinary),
    Column("report_id", Uuid, ForeignKey("patrol_reports.id")),
    Column("missed_at", _moment),
    Column("missed_reason", Text),
    Column("explained_by", Text),
    Column("explained_at", _moment),
    one_of("kind", StopKind),
    one_of("state", StopState),
    one_of("away_reason", AwayReason),
    one_of("missed_reason", MissedReason),
)
_s = patrol_stops.c
Index("ix_patrol_stops_round_id", _s.round_id, _s.seq)
Index("uq_patrol_stops_client_id", _s.checked_by, _s.client_id, unique=True)
Index("uq_patrol_stops_record", _s.record_id, _s.day, unique=True)
Index("ix_patrol_stops_cell", _s.cell, _s.day)
Index("ix_patrol_stops_missed", _s.region, _s.id, postgresql_where=_s.missed_at.is_not(None))

# What is known of a place or a person between rounds: when it was seen last, how often in a row it was missed, and how
# often nobody was met.
patrol_marks = Table(
    "patrol_marks",
    metadata,
    Column("record_id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("cell", Text, nullable=False),
    Column("last_at", _moment),
    Column("missed", Integer, nullable=False),
    Column("not_met", Integer, nullable=False),
    one_of("kind", StopKind),
)
Index(
    "ix_patrol_marks_not_met",
    patrol_marks.c.region,
    patrol_marks.c.record_id,
    postgresql_where=patrol_marks.c.not_met > 0,
)

# Steps of rounds and of stops; how a stop began stands in its own row.
patrol_steps = Table(
    "patrol_steps",
    metadata,
    Column("about_id", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)

patrol_note_looks = Table(
    "patrol_note_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("stop_id", Uuid, ForeignKey("patrol_stops.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_patrol_note_looks_stop_id", patrol_note_looks.c.stop_id)
