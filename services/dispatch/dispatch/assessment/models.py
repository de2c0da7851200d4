"""How are registers of items, demands, objections, rewards and results of years kept?

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes that key from `TEMPORAL_KEYS`, and the trigger that lets
nobody change or delete a result.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.assessment.domain.facts import SubjectKind
from dispatch.assessment.domain.figures import TownshipType
from dispatch.assessment.domain.objections import Ground, ObjectionState
from dispatch.assessment.domain.registers import DemandKind, FigureKind
from dispatch.assessment.domain.results import FixingState
from dispatch.assessment.domain.totals import About, ScoreState
from dispatch.metadata import metadata, one_of

TEMPORAL_KEYS = {"assessment_registers": ("region", "valid")}

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


# What somebody drew up: a register of items or a list of rewards; it holds once another person has approved it.
assessment_drafts = Table(
    "assessment_drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("what IN ('register', 'rewards')", name="what"),
    CheckConstraint("state IN ('open', 'approved', 'withdrawn')", name="state"),
)
Index("ix_assessment_drafts_region", assessment_drafts.c.region, assessment_drafts.c.id, postgresql_ops=_BY_PREFIX)
# One list of rewards a township and year; of registers one holds on each day.
Index(
    "uq_assessment_drafts_rewards",
    assessment_drafts.c.region,
    assessment_drafts.c.year,
    unique=True,
    postgresql_where=(assessment_drafts.c.state == "approved") & (assessment_drafts.c.what == "rewards"),
)

# The days of approved registers, each within its year.
assessment_registers = Table(
    "assessment_registers",
    metadata,
    Column("id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False, unique=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to, '[]')", persisted=True), nullable=False),
    # The number of the document by which it was adopted.
    Column("adopted_by", Text, nullable=False),
    Column("ranking", Boolean, nullable=False),
    Column("minimum_cases", Integer, nullable=False),
    # How many days after its year what it came to may be objected to.
    Column("objection_days", Integer, nullable=False),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["assessment_registers"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("valid_from >= make_date(year, 1, 1) AND valid_to <= make_date(year, 12, 31)", name="within_year"),
)

# The items of approved registers.
assessment_items = Table(
    "assessment_items",
    metadata,
    Column("register_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("figure", Text),
    Column("matter", Text, ForeignKey("matters.code")),
    PrimaryKeyConstraint("register_id", "code"),
    CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    one_of("figure", FigureKind),
)
Index("ix_assessment_items_region", assessment_items.c.region, assessment_items.c.year)

# The township's part in the yearly assessment of what a county department keeps there.
assessment_shares = Table(
    "assessment_shares",
    metadata,
    Column("register_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("township_percent", Integer, nullable=False),
    PrimaryKeyConstraint("register_id", "unit_id"),
    CheckConstraint("township_percent BETWEEN 50 AND 100", name="township_percent"),
)

assessment_rewards = Table(
    "assessment_rewards",
    metadata,
    Column("list_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("post", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    PrimaryKeyConstraint("list_id", "person_id"),
)

# What somebody wanted a township to be assessed by, the void attempts among them.
assessment_demands = Table(
    "assessment_demands",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("item", Text),
    Column("void", Boolean, nullable=False),
    Column("reason", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    one_of("kind", DemandKind),
    CheckConstraint("void = (reason IS NOT NULL)", name="reason"),
)
Index("ix_assessment_demands_region", assessment_demands.c.region, assessment_demands.c.id, postgresql_ops=_BY_PREFIX)

assessment_objections = Table(
    "assessment_objections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    # None where a score is objected to.
    Column("figure", Text),
    # What the figure is made of: a case, a dispatch, a clock, an officer, a power, each by its id; or a score.
    Column("subject_kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised_by", Text, nullable=False),
    Column("raised_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    Column("decided_because", Text),
    # The figure and the total as they were before the decision, and after.
    Column("before", JSONB),
    Column("after", JSONB),
    CheckConstraint("(figure IS NULL) = (subject_kind = 'score')", name="about"),
    one_of("figure", FigureKind),
    one_of("subject_kind", SubjectKind),
    one_of("ground", Ground),
    one_of("state", ObjectionState),
)
Index(
    "ix_assessment_objections_region",
    assessment_objections.c.region,
    assessment_objections.c.id,
    postgresql_ops=_BY_PREFIX,
)
# A thing is objected to once in a figure of a township's year, unless the objection was dismissed.
Index(
    "uq_assessment_objections_standing",
    assessment_objections.c.region,
    assessment_objections.c.year,
    assessment_objections.c.figure,
    assessment_objections.c.subject_kind,
    assessment_objections.c.subject,
    unique=True,
    postgresql_nulls_not_distinct=True,
    postgresql_where=assessment_objections.c.state != "dismissed",
)

# What an item scores that no figure computes, or what a department and the township give the agency that it keeps
# there; by the register of `day`.
assessment_scores = Table(
    "assessment_scores",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("register_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("about", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    # The confirmed score whose place it takes.
    Column("corrects", Uuid, ForeignKey("assessment_scores.id")),
    one_of("about", About),
    CheckConstraint("points BETWEEN 0 AND 100", name="points"),
    one_of("state", ScoreState),
)
# One confirmed score each.
Index(
    "uq_assessment_scores_confirmed",
    assessment_scores.c.region,
    assessment_scores.c.register_id,
    assessment_scores.c.about,
    assessment_scores.c.subject,
    unique=True,
    postgresql_where=assessment_scores.c.state == "confirmed",
)
Index("ix_assessment_scores_region", assessment_scores.c.region, assessment_scores.c.id, postgresql_ops=_BY_PREFIX)
Index("ix_assessment_scores_register_id", assessment_scores.c.register_id)

# What somebody proposes to fix: a township's year, or that of a county's townships of a type.
assessment_fixings = Table(
    "assessment_fixings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("type", Text),
    Column("adopted_by", Text, nullable=False),
    # Why a year that is fixed gets a further version.
    Column("reason", Text),
    Column("state", Text, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    one_of("type", TownshipType),
    one_of("state", FixingState),
)
Index("ix_assessment_fixings_region", assessment_fixings.c.region, assessment_fixings.c.id, postgresql_ops=_BY_PREFIX)

# What a township's year came to, version by version, with all behind it; it only grows.
assessment_results = Table(
    "assessment_results",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("fixing_id", Uuid, ForeignKey("assessment_fixings.id"), nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("adopted_by", Text, nullable=False),
    Column("reason", Text),
    Column("body", JSONB, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("confirmed_at", _moment, nullable=False),
    UniqueConstraint("region", "year", "version"),
    CheckConstraint("(version = 1) = (reason IS NULL)", name="reason"),
    CheckConstraint("proposed_by <> confirmed_by", name="two_persons"),
)
Index("ix_assessment_results_region", assessment_results.c.region, assessment_results.c.id, postgresql_ops=_BY_PREFIX)

assessment_history = Table(
    "assessment_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_assessment_history_region", assessment_history.c.region, assessment_history.c.id, postgresql_ops=_BY_PREFIX)
