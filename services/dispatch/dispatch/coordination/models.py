"""How are hand-overs and calls for help kept? One row each; the history of the case or the whistle tells the steps."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.coordination.domain.hand_ups import HandUpState, Wants
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.domain.subtasks import SubtaskState
from dispatch.coordination.domain.transfers import TransferState
from dispatch.coordination.domain.whistles import CallState, Ruling, WhistleState
from dispatch.metadata import metadata, one_of
from shared.schemas.vocabulary import Result, Urgency

_moment = DateTime(timezone=True)


_states = ", ".join(f"'{state}'" for state in HandoverState)

# `region` is the case's, `from_unit` who held it: none where it lay with the township's centre.
handovers = Table(
    "handovers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("from_unit", Text),
    Column("to_unit", Text, ForeignKey("units.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("refused_by", Text, nullable=False),
    Column("refused_at", _moment, nullable=False),
    Column("declined_by", Text),
    Column("declined_at", _moment),
    Column("declined_because", Text),
    Column("settled_by", Text),
    Column("settled_at", _moment),
    # The document by which the county's centre designated the holder.
    Column("document", Text),
    CheckConstraint(f"state IN ({_states})", name="state"),
    CheckConstraint("(state IN ('open', 'disputed')) = (settled_at IS NULL)", name="settled"),
)
Index("ix_handovers_case_id", handovers.c.case_id, handovers.c.id)
Index("ix_handovers_region", handovers.c.region, handovers.c.id, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_handovers_to_unit", handovers.c.to_unit, handovers.c.id)
# A case is refused once at a time.
Index("uq_handovers_live", handovers.c.case_id, unique=True, postgresql_where=handovers.c.settled_at.is_(None))

# ------------------------------------------------------------------------------------------------------------- whistles
# `region` is the township that calls; `sealed_text` holds the place in words and what is said of it, as JSON.
whistles = Table(
    "whistles",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id")),
    Column("matter", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("lon", Double),
    Column("lat", Double),
    Column("state", Text, nullable=False),
    Column("blown_by", Text, nullable=False),
    Column("blown_at", _moment, nullable=False),
    Column("answer_by", _moment, nullable=False),
    Column("come_by", _moment, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", _moment),
    Column("result", Text),
    Column("sealed_result", LargeBinary),
    one_of("state", WhistleState),
    one_of("urgency", Urgency),
    one_of("result", Result),
    CheckConstraint("(state = 'blown') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("answer_by <= come_by", name="order"),
)
Index("ix_whistles_region", whistles.c.region, whistles.c.id, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_whistles_case_id", whistles.c.case_id, postgresql_where=whistles.c.case_id.is_not(None))

# One row for each unit that was called. `due_at`: when it goes to the county by itself; `come_by` is the whistle's, or
# what the county has ruled. A time that is there says what once was, whatever came after.
whistle_calls = Table(
    "whistle_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("whistle_id", Uuid, ForeignKey("whistles.id"), nullable=False),
    Column("unit", Text, ForeignKey("units.id"), nullable=False),
    Column("unit_region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("come_by", _moment, nullable=False),
    Column("due_at", _moment),
    Column("answered_by", Text),
    Column("answered_at", _moment),
    Column("refused_at", _moment),
    Column("refused_because", Text),
    Column("basis", Text),
    Column("sealed_refusal", LargeBinary),
    Column("silent_at", _moment),
    Column("missed_at", _moment),
    Column("arrived_by", Text),
    Column("arrived_at", _moment),
    Column("arrived_lon", Double),
    Column("arrived_lat", Double),
    Column("ruling", Text),
    Column("ruled_by", Text),
    Column("ruled_at", _moment),
    Column("document", Text),
    Column("outcome", Text),
    Column("sealed_outcome", LargeBinary),
    Column("score", SmallInteger),
    Column("score_reason", Text),
    one_of("state", CallState),
    one_of("ruling", Ruling),
    one_of("outcome", Result),
    UniqueConstraint("whistle_id", "unit", name="uq_whistle_calls_unit"),
    CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    CheckConstraint("(due_at IS NOT NULL) = (state IN ('called', 'coming', 'bound'))", name="due"),
    CheckConstraint("(state = 'arrived') = (arrived_at IS NOT NULL)", name="arrived"),
)
Index("ix_whistle_calls_unit", whistle_calls.c.unit, whistle_calls.c.whistle_id)
Index("ix_whistle_calls_due_at", whistle_calls.c.due_at, postgresql_where=whistle_calls.c.due_at.is_not(None))
Index(
    "ix_whistle_calls_at_county",
    whistle_calls.c.whistle_id,
    postgresql_where=whistle_calls.c.state.in_(["refused", "ignored", "absent"]),
)

whistle_history = Table(
    "whistle_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("whistle_id", Uuid, ForeignKey("whistles.id"), nullable=False),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_whistle_history_whistle_id", whistle_history.c.whistle_id, whistle_history.c.id)

# ------------------------------------------------------------------------------------------------------------ sub-tasks
# `region` is the case's. By when it is done stands in `case_clocks`, under its id; `late_at`: when its unit and its
# lead were told that it is late.
subtasks = Table(
    "subtasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("sealed_text", LargeBinary),
    Column("state", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", _moment, nullable=False),
    Column("answered_by", Text),
    Column("answered_at", _moment),
    Column("refused_because", Text),
    Column("sealed_refusal", LargeBinary),
    Column("done_by", Text),
    Column("done_at", _moment),
    Column("result", Text),
    Column("sealed_result", LargeBinary),
    Column("sent_back", SmallInteger, nullable=False, server_default="0"),
    Column("sent_back_because", Text),
    Column("ended_by", Text),
    Column("ended_at", _moment),
    Column("recalled_because", Text),
    Column("late_at", _moment),
    one_of("state", SubtaskState),
    one_of("result", Result),
    CheckConstraint("(state IN ('given', 'accepted', 'done')) = (ended_at IS NULL)", name="ended"),
    CheckConstraint("state NOT IN ('done', 'confirmed') OR result IS NOT NULL", name="told"),
)
Index("ix_subtasks_case_id", subtasks.c.case_id, subtasks.c.id)
Index("ix_subtasks_unit", subtasks.c.unit, subtasks.c.id)
# A unit supports a case once at a time.
Index(
    "uq_subtasks_live", subtasks.c.case_id, subtasks.c.unit, unique=True, postgresql_where=subtasks.c.ended_at.is_(None)
)

# ------------------------------------------------------------------------------------------------ hand-ups, transfers
# `region` is the case's, `unit` the department that is asked. Its term stands in `case_clocks`, under its id.
hand_ups = Table(
    "hand_ups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("unit", Text, ForeignKey("units.id"), nullable=False),
    Column("matter", Text, nullable=False),
    Column("wants", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_text", LargeBinary),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False),
    Column("basis", Text),
    Column("sealed_answer", LargeBinary),
    Column("ended_by", Text),
    Column("ended_at", _moment),
    Column("recalled_because", Text),
    Column("late_at", _moment),
    one_of("wants", Wants),
    one_of("state", HandUpState),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("state <> 'not-ours' OR basis IS NOT NULL", name="basis"),
)
Index("ix_hand_ups_case_id", hand_ups.c.case_id, hand_ups.c.id)
Index("ix_hand_ups_unit", hand_ups.c.unit, hand_ups.c.id)
Index("ix_hand_ups_region", hand_ups.c.region, hand_ups.c.id, postgresql_ops={"region": "text_pattern_ops"})
_asked_once = hand_ups.c.ended_at.is_(None)
Index("uq_hand_ups_live", hand_ups.c.case_id, hand_ups.c.unit, unique=True, postgresql_where=_asked_once)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("from_region", Text, nullable=False),
    Column("to_region", Text, ForeignKey("regions.code"), nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_text", LargeBinary),
    Column("offered_by", Text, nullable=False),
    Column("offered_at", _moment, nullable=False),
    Column("declined_by", Text),
    Column("declined_at", _moment),
    Column("declined_because", Text),
    Column("settled_by", Text),
    Column("settled_at", _moment),
    # Where the county says that it belongs, and by which document.
    Column("designated", Text, ForeignKey("regions.code")),
    Column("document", Text),
    Column("late_at", _moment),
    one_of("state", TransferState),
    CheckConstraint("(state IN ('open', 'disputed')) = (settled_at IS NULL)", name="settled"),
    CheckConstraint("(state = 'designated') = (designated IS NOT NULL)", name="designated"),
)
_prefix = "text_pattern_ops"
Index("ix_transfers_from", transfers.c.from_region, transfers.c.id, postgresql_ops={"from_region": _prefix})
Index("ix_transfers_to", transfers.c.to_region, transfers.c.id, postgresql_ops={"to_region": _prefix})
Index("ix_transfers_case_id", transfers.c.case_id, transfers.c.id)
# A case is offered once at a time.
Index("uq_transfers_live", transfers.c.case_id, unique=True, postgresql_where=transfers.c.settled_at.is_(None))

# Every look at what somebody wrote about a whistle, a sub-task, a hand-up or a transfer; that is sealed.
coordination_looks = Table(
    "coordination_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("about", Uuid, nullable=False, index=True),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
