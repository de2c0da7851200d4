"""Which tables keep photos, those on their way, and who looked at them?"""

from sqlalchemy import (
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

from grid.metadata import metadata, one_of
from grid.tasks.domain.rules import Moment

_moment = DateTime(timezone=True)

# The object lies in the store, sealed, written before its row; `given_sha256` is of what the phone sent.
# A photo is of a task, or of what its worker reports himself: `sighting_id` is the phone's id of that report, which
# may still be on its way; `report_id` the report's own, once it is there.
task_photos = Table(
    "task_photos",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id")),
    Column("sighting_id", Uuid),
    Column("report_id", Uuid, ForeignKey("patrol_reports.id")),
    Column("moment", Text, nullable=False),
    Column("object", Text, nullable=False, unique=True),
    Column("media_type", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("given_sha256", LargeBinary, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    UniqueConstraint("task_id", "given_sha256"),
    UniqueConstraint("by", "sighting_id", "given_sha256"),
    one_of("moment", Moment),
    CheckConstraint("num_nonnulls(task_id, sighting_id) = 1", name="subject"),
    CheckConstraint("report_id IS NULL OR sighting_id IS NOT NULL", name="report"),
)
Index("ix_task_photos_report_id", task_photos.c.report_id, postgresql_where=task_photos.c.report_id.is_not(None))

task_photo_looks = Table(
    "task_photo_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("photo_id", Uuid, ForeignKey("task_photos.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("purpose", Text, nullable=False),
)
Index("ix_task_photo_looks_photo_id", task_photo_looks.c.photo_id)

# A photo on its way: `id` is the phone's. What came of it lies in parts, sealed, until it is whole; they go with it.
task_uploads = Table(
    "task_uploads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("task_id", Uuid, ForeignKey("tasks.id")),
    Column("sighting_id", Uuid),
    Column("report_id", Uuid, ForeignKey("patrol_reports.id")),
    Column("worker_id", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("photo_id", Uuid, ForeignKey("task_photos.id")),
    Column("begun_at", _moment, nullable=False),
    Column("touched_at", _moment, nullable=False),
    one_of("moment", Moment),
    CheckConstraint("received BETWEEN 0 AND length", name="received"),
    CheckConstraint("num_nonnulls(task_id, sighting_id) = 1", name="subject"),
    CheckConstraint("report_id IS NULL OR sighting_id IS NOT NULL", name="report"),
)
Index(
    "ix_task_uploads_sighting_id",
    task_uploads.c.worker_id,
    task_uploads.c.sighting_id,
    postgresql_where=task_uploads.c.sighting_id.is_not(None),
)
Index("ix_task_uploads_touched_at", task_uploads.c.touched_at, postgresql_where=task_uploads.c.photo_id.is_(None))

upload_parts = Table(
    "upload_parts",
    metadata,
    Column("upload_id", Uuid, ForeignKey("task_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
