"""Which tables keep the workers' own reports, and who has read them?"""

from sqlalchemy import (
    Column,
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

from grid.metadata import metadata

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
)
Index(
    "uq_patrol_reports_client_id",
    patrol_reports.c.worker_id,
    patrol_reports.c.client_id,
    unique=True,
)
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
