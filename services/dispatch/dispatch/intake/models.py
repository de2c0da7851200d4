"""Which tables hold what was reported: the ledger of the doors, the reports, and who looked at them?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
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

from dispatch.metadata import metadata

_moment = DateTime(timezone=True)

reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("category_scheme", Text),
    Column("category_code", Text),
    Column("lon", Double),
    Column("lat", Double),
    Column("position_problem", Text),
    Column("urgency", Text),
    Column("appeal_kind", Text),
    # By when the platform itself wants its answer.
    Column("due_at", _moment),
    # Whom it complains of: [[kind, id], …].
    Column("complained_of", JSONB, nullable=False, server_default="[]"),
    Column("sealed", Boolean, nullable=False, server_default="false"),
    # Who reported it is shown to nobody without a permission of its own, whatever case it joins.
    Column("hides_reporter", Boolean, nullable=False, server_default="false"),
    Column("occurred_at", _moment, nullable=False),
    Column("received_at", _moment, nullable=False),
    # How a worker who reports it has settled it himself on the spot, and who that is.
    Column("settled", Text),
    Column("settled_by", Text),
    # What was said, and by whom; NULL where the service that took the report keeps it.
    Column("sealed_text", LargeBinary),
    Column("sealed_reporter", LargeBinary),
    UniqueConstraint("source", "external_id"),
)
Index("ix_reports_region", reports.c.region, reports.c.id)

# Everything that a door has accepted; a row is the promise of a 2xx.
feed_events = Table(
    "feed_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("report_id", Uuid, ForeignKey("reports.id", deferrable=True, initially="DEFERRED")),
    Column("door", Text, nullable=False),
    Column("received_at", _moment, nullable=False),
    Column("occurred_at", _moment, nullable=False),
    Column("satisfied", Text),
    # What the platform decided about an application of ours, and how long an extension lasts.
    Column("granted", Boolean),
    Column("until", _moment),
    Column("sealed_text", LargeBinary),
    UniqueConstraint("source", "kind", "external_id", "event_id"),
    CheckConstraint("kind <> 'created' OR report_id IS NOT NULL", name="created_has_report"),
)
Index("ix_feed_events_waiting", feed_events.c.id, postgresql_where=feed_events.c.report_id.is_(None))
Index("ix_feed_events_report_id", feed_events.c.report_id)

report_looks = Table(
    "report_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False),
    Column("person_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("at", _moment, nullable=False),
)
Index("ix_report_looks_report_id", report_looks.c.report_id)
