"""What is kept of an application? Its public state, the sealed applicant, every step, and every look."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from approval_window.metadata import metadata

_moment = DateTime(timezone=True)

# `applicant` holds name, number and note: sealed JSON.
applications = Table(
    "applications",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("receipt_code", LargeBinary, nullable=False),
    Column("region", Text, nullable=False),
    Column("item", Text, ForeignKey("items.code"), nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("applicant_kind", Text, nullable=False),
    Column("applicant", LargeBinary, nullable=False),
    # The keyed hash of the applicant's number; none where the installation has no key for it.
    Column("applicant_mark", LargeBinary),
    # Several items applied for by one form (一件事一次办): which bundle, and what they have in common.
    Column("bundle", Text),
    Column("bundle_id", Uuid, index=True),
    # Which licence it would extend (art. 50), and the last second of that licence's last day.
    Column("renews", Uuid, ForeignKey("licences.id", use_alter=True)),
    Column("renewal_due_at", _moment),
    # Who received it, and who goes on with it at the counter.
    Column("clerk_id", Text, nullable=False),
    Column("holder_id", Text, nullable=False),
    Column("received_at", _moment, nullable=False),
    # The terms of the item's version, in working days, and by how many the decision was put off.
    Column("legal_days", SmallInteger, nullable=False),
    Column("promised_days", SmallInteger, nullable=False),
    Column("extended_days", SmallInteger, nullable=False, server_default="0"),
    Column("notice_due_at", _moment, nullable=False),
    # When the one notice was given; when it counts as accepted, and whether because nobody said anything in time.
    Column("notice_at", _moment),
    Column("accepted_at", _moment),
    Column("by_silence", Boolean, nullable=False, server_default=false()),
    Column("slip_number", Text),
    # By law, and as promised; while it is paused neither is known.
    Column("decision_due_at", _moment),
    Column("promise_due_at", _moment),
    Column("paused_at", _moment),
    Column("decided_at", _moment),
    # In how many working days somebody decided it; none where nobody did.
    Column("used_days", Integer),
    Column("delivery_due_at", _moment),
    Column("delivered_at", _moment),
    # It was found to concern others greatly: they are told (art. 36, 47).
    Column("concerns_others", Boolean, nullable=False, server_default=false()),
    # When the newest correction of an error in its decision was made.
    Column("corrected_at", _moment),
    # How many agencies were asked for their opinion, have not answered, answered in time; what is due of them first.
    Column("opinions_asked", SmallInteger, nullable=False, server_default="0"),
    Column("opinions_open", SmallInteger, nullable=False, server_default="0"),
    Column("opinions_in_time", SmallInteger, nullable=False, server_default="0"),
    Column("opinion_due_at", _moment),
    # A day of the term that runs is not published yet.
    Column("provisional", Boolean, nullable=False),
    # Which department of the county goes on with it, and since which day: the township's power was taken back.
    Column("handed_to", Text),
    Column("handed_on", Date),
    CheckConstraint(
        "state IN ('received', 'correcting', 'accepted', 'paused', 'granted', 'refused', 'delivered', 'rejected',"
        " 'withdrawn', 'terminated', 'archived')",
        name="state",
    ),
    CheckConstraint("(bundle IS NULL) = (bundle_id IS NULL)", name="bundle"),
    CheckConstraint("(renews IS NULL) = (renewal_due_at IS NULL)", name="renewal"),
    CheckConstraint("promised_days <= legal_days", name="promised_within_legal"),
    CheckConstraint("(accepted_at IS NULL) = (slip_number IS NULL)", name="accepted_with_slip"),
    CheckConstraint(
        "state NOT IN ('accepted', 'granted', 'refused', 'delivered') OR accepted_at IS NOT NULL"
        # Said nothing at all until the licence ended, also not whether it was accepted.
        " OR (renews IS NOT NULL AND state IN ('granted', 'delivered'))",
        name="decided_after_acceptance",
    ),
    CheckConstraint("(state = 'paused') = (paused_at IS NOT NULL)", name="paused"),
    CheckConstraint("opinions_open + opinions_in_time <= opinions_asked", name="opinions"),
    CheckConstraint("(handed_to IS NULL) = (handed_on IS NULL)", name="handed_over"),
    CheckConstraint("applicant_kind IN ('person', 'organisation')", name="applicant_kind"),
    CheckConstraint("notice_due_at > received_at", name="notice_after_receipt"),
)
Index(
    "ix_applications_region_state",
    applications.c.region,
    applications.c.state,
    postgresql_ops={"region": "text_pattern_ops"},
)
# What waits for somebody, by its region.
Index(
    "ix_applications_waiting",
    applications.c.region,
    postgresql_ops={"region": "text_pattern_ops"},
    postgresql_where=text(
        "handed_to IS NULL AND state IN ('received', 'correcting', 'accepted', 'paused', 'granted', 'refused')"
    ),
)
Index("ix_applications_applicant_mark", applications.c.applicant_mark, applications.c.received_at)
Index(
    "ix_applications_silent",
    applications.c.notice_due_at,
    postgresql_where=text("state = 'received' AND handed_to IS NULL"),
)
# One open extension a licence; the clock asks which have been silent until its end.
Index(
    "uq_applications_renews_open",
    applications.c.renews,
    unique=True,
    postgresql_where=text("state IN ('received', 'correcting', 'accepted', 'paused')"),
)
Index(
    "ix_applications_renewal_due",
    applications.c.renewal_due_at,
    postgresql_where=text("state IN ('received', 'correcting', 'accepted', 'paused') AND handed_to IS NULL"),
)
Index("ix_applications_provisional", applications.c.id, postgresql_where=text("provisional"))

application_history = Table(
    "application_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    # What somebody wrote in this step: sealed.
    Column("words", LargeBinary),
    UniqueConstraint("application_id", "seq"),
)

application_materials = Table(
    "application_materials",
    metadata,
    Column("application_id", Uuid, ForeignKey("applications.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("promised_until", Date),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    CheckConstraint("state IN ('missing', 'handed-in', 'promised')", name="state"),
    CheckConstraint("(state = 'promised') = (promised_until IS NOT NULL)", name="promised"),
)

# What the law does not count (art. 45); `told_days`: how many working days the applicant was told. One runs at a time.
application_pauses = Table(
    "application_pauses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("told_days", SmallInteger, nullable=False),
    Column("began_at", _moment, nullable=False),
    Column("ended_at", _moment),
    Column("by", Text, nullable=False),
    CheckConstraint("ended_at >= began_at", name="order"),
)
Index(
    "uq_application_pauses_running",
    application_pauses.c.application_id,
    unique=True,
    postgresql_where=text("ended_at IS NULL"),
)

# Told of the right to a hearing, asked for until when, or announced by the organ itself; fixed and held (art. 46-48).
# The record is sealed, and so is the place, unless it was announced to the public.
application_hearings = Table(
    "application_hearings",
    metadata,
    Column("application_id", Uuid, ForeignKey("applications.id"), primary_key=True),
    Column("told_at", _moment),
    Column("ask_due_at", _moment),
    Column("asked_at", _moment),
    Column("waived_at", _moment),
    Column("hold_due_at", _moment),
    Column("chair", Text),
    Column("held_on", Date),
    Column("fixed_for", Date),
    Column("announced_at", _moment),
    Column("announced_place", Text),
    CheckConstraint("(told_at IS NULL) = (ask_due_at IS NULL)", name="told"),
    CheckConstraint("told_at IS NOT NULL OR announced_at IS NOT NULL", name="told_or_announced"),
    CheckConstraint("(announced_at IS NULL) = (announced_place IS NULL)", name="announced"),
    CheckConstraint("announced_at IS NULL OR asked_at IS NULL", name="announced_or_asked"),
    CheckConstraint("asked_at IS NULL OR waived_at IS NULL", name="asked_or_waived"),
    CheckConstraint("(fixed_for IS NULL) = (chair IS NULL)", name="chair"),
    CheckConstraint("held_on IS NULL OR fixed_for IS NOT NULL", name="held_as_fixed"),
)

Index(
    "ix_application_hearings_announced",
    application_hearings.c.fixed_for,
    postgresql_where=text("announced_at IS NOT NULL AND held_on IS NULL"),
)

# Who verifies the substance (art. 34), what they found (sealed words), and who has signed it.
application_verifications = Table(
    "application_verifications",
    metadata,
    Column("application_id", Uuid, ForeignKey("applications.id"), primary_key=True),
    Column("officials", JSONB, nullable=False),
    Column("signed", JSONB, nullable=False),
    Column("verified_on", Date),
    Column("passed", Boolean),
    Column("findings", LargeBinary),
    CheckConstraint("jsonb_array_length(officials) >= 2", name="two_officials"),
    CheckConstraint("(verified_on IS NULL) = (passed IS NULL)", name="verified"),
)

application_looks = Table(
    "application_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("what", Text, nullable=False),
)

# Every print of a paper: the first is the original, and says in whose name it was given; those that follow repeat it.
paper_prints = Table(
    "paper_prints",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("applications.id"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    UniqueConstraint("number", "serial"),
    CheckConstraint("serial >= 1", name="serial_positive"),
)
