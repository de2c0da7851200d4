"""How are courses, what was learnt, certificates, requirements and pairs kept?

SQLAlchemy cannot say `WITHOUT OVERLAPS`: the migration makes those keys from `TEMPORAL_KEYS`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from dispatch.bindings import proposals_table
from dispatch.metadata import metadata

TEMPORAL_KEYS = {
    "training_certificates": ("person_id", "field", "valid"),
    "training_pairs": ("trainee_id", "field", "valid"),
}

_moment = DateTime(timezone=True)
_VALID = "daterange(valid_from, valid_to, '[]')"
_BY_PREFIX = {"region": "text_pattern_ops"}


def _validity() -> list[Column[object]]:
    return [
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date, nullable=False),
        Column("valid", DATERANGE, Computed(_VALID, persisted=True), nullable=False),
    ]


def _noted() -> list[Column[object]]:
    return [Column("by", Text, nullable=False), Column("at", _moment, nullable=False)]


# A version never changes; who changes a course offers the next one.
training_courses = Table(
    "training_courses",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("organiser", Text, ForeignKey("regions.code"), nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("valid_months", Integer, nullable=False),
    Column("attendance_percent", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("remind_days", JSONB, nullable=False),
    *_noted(),
    CheckConstraint("pass_mark BETWEEN 1 AND 100 AND attendance_percent BETWEEN 0 AND 100", name="marks"),
    CheckConstraint("(priority = 1) = (field = 'safety')", name="safety_first"),
)

training_sessions = Table(
    "training_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("course_code", Text, nullable=False),
    Column("course_version", Integer, nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("hours_a_day", Integer, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("cancelled_on", Date),
    Column("cancel_reason", Text),
    *_noted(),
    ForeignKeyConstraint(["course_code", "course_version"], ["training_courses.code", "training_courses.version"]),
    CheckConstraint("last_day >= first_day", name="order"),
    CheckConstraint("(cancelled_on IS NULL) = (cancel_reason IS NULL)", name="cancelled_with_reason"),
)
Index("ix_training_sessions_region", training_sessions.c.region, postgresql_ops=_BY_PREFIX)

training_enrolments = Table(
    "training_enrolments",
    metadata,
    Column("session_id", Uuid, ForeignKey("training_sessions.id"), primary_key=True),
    Column("person_id", Text, ForeignKey("persons.id"), primary_key=True),
    *_noted(),
)

Index("ix_training_enrolments_person_id", training_enrolments.c.person_id)

# Who was enrolled from when to when and is so no longer.
training_withdrawals = Table(
    "training_withdrawals",
    metadata,
    Column("session_id", Uuid, ForeignKey("training_sessions.id"), primary_key=True),
    Column("person_id", Text, ForeignKey("persons.id"), primary_key=True),
    Column("enrolled_by", Text, nullable=False),
    Column("enrolled_at", _moment, primary_key=True),
    *_noted(),
)

# A person on a day of a session; all his days there are one person-time (人次).
training_attendances = Table(
    "training_attendances",
    metadata,
    Column("session_id", Uuid, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("hours", Integer, nullable=False),
    *_noted(),
    PrimaryKeyConstraint("session_id", "person_id", "day"),
    ForeignKeyConstraint(
        ["session_id", "person_id"], ["training_enrolments.session_id", "training_enrolments.person_id"]
    ),
    CheckConstraint("hours > 0", name="hours"),
)
Index("ix_training_attendances_day", training_attendances.c.day)

training_results = Table(
    "training_results",
    metadata,
    Column("session_id", Uuid, nullable=False),
    Column("person_id", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("examined_on", Date, nullable=False),
    Column("score", Integer, nullable=False),
    Column("passed", Boolean, nullable=False),
    *_noted(),
    PrimaryKeyConstraint("session_id", "person_id", "attempt"),
    ForeignKeyConstraint(
        ["session_id", "person_id"], ["training_enrolments.session_id", "training_enrolments.person_id"]
    ),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
)

# Whose certificates change one after the other, and which version the others were told.
training_heads = Table(
    "training_heads",
    metadata,
    Column("person_id", Text, ForeignKey("persons.id"), primary_key=True),
    Column("version", Integer, nullable=False),
)

# `region` is where the person was on the day of the examination.
training_certificates = Table(
    "training_certificates",
    metadata,
    Column("id", Uuid, nullable=False, unique=True),
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("field", Text, nullable=False),
    *_validity(),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("session_id", Uuid, ForeignKey("training_sessions.id"), nullable=False),
    Column("revoked_on", Date),
    Column("revoke_reason", Text),
    *_noted(),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["training_certificates"]),
    CheckConstraint("valid_to >= valid_from", name="order"),
    CheckConstraint("(revoked_on IS NULL) = (revoke_reason IS NULL)", name="revoked_with_reason"),
)
Index(
    "ix_training_certificates_region",
    training_certificates.c.region,
    training_certificates.c.id,
    postgresql_ops={"region": "text_pattern_ops"},
)
Index("ix_training_certificates_valid_to", training_certificates.c.valid_to)

training_requirements = Table(
    "training_requirements",
    metadata,
    Column("activity", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fields", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("confirmed_by", Text),
    Column("at", _moment, nullable=False),
    CheckConstraint("confirmed_by <> drawn_up_by", name="two_persons"),
)

# What the others were told of each activity: its terms and the matters that it is about.
training_tellings = Table(
    "training_tellings",
    metadata,
    Column("activity", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("matters", JSONB, nullable=False),
)

# From which day on a township shall be held to it; it is so once another person has confirmed it.
training_binding_proposals = proposals_table("training_binding_proposals")

# From which day on a township is held to what its officers must have learnt; no row: it is observed.
training_bindings = Table(
    "training_bindings",
    metadata,
    Column("region", Text, ForeignKey("regions.code"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("bound_from", Date, nullable=False),
    *_noted(),
)

# `region` is the trainee's. `ended_by` is empty while it runs.
training_pairs = Table(
    "training_pairs",
    metadata,
    Column("id", Uuid, nullable=False, unique=True),
    Column("mentor_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("trainee_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    *_validity(),
    Column("ended_by", Text),
    *_noted(),
    PrimaryKeyConstraint(*TEMPORAL_KEYS["training_pairs"]),
    CheckConstraint("ended_by IN ('examination', 'date', 'given-up', 'mentor-not-qualified')", name="ended_by"),
    CheckConstraint("mentor_id <> trainee_id", name="two_persons"),
    CheckConstraint("valid_to >= valid_from", name="order"),
)
Index(
    "ix_training_pairs_region",
    training_pairs.c.region,
    training_pairs.c.id,
    postgresql_ops={"region": "text_pattern_ops"},
)
Index("ix_training_pairs_running", training_pairs.c.valid_to, postgresql_where=training_pairs.c.ended_by.is_(None))

training_pair_weeks = Table(
    "training_pair_weeks",
    metadata,
    Column("pair_id", Uuid, ForeignKey("training_pairs.id"), primary_key=True),
    Column("week", Date, primary_key=True),
    *_noted(),
)

training_reminders = Table(
    "training_reminders",
    metadata,
    Column("certificate_id", Uuid, ForeignKey("training_certificates.id"), nullable=False),
    Column("days", Integer, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("made_at", _moment, nullable=False),
    PrimaryKeyConstraint("certificate_id", "days"),
)

# `subject` is what the step was about: a course, a session, a person, an activity, a region.
training_history = Table(
    "training_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("step", Text, nullable=False),
    *_noted(),
    Column("facts", JSONB, nullable=False),
)
Index("ix_training_history_subject", training_history.c.subject, training_history.c.id)
