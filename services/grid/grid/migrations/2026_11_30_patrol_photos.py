"""Photos of what a worker reports himself lie beside those of tasks."""

import sqlalchemy as sa
from alembic import op

revision = "patrol_photos"
down_revision = "sync_gaps"
branch_labels = None
depends_on = None

TABLES = ("task_photos", "task_uploads")


def upgrade() -> None:
    for table in TABLES:
        op.alter_column(table, "task_id", nullable=True)
        op.add_column(table, sa.Column("sighting_id", sa.Uuid()))
        op.add_column(table, sa.Column("report_id", sa.Uuid()))
        op.create_foreign_key(
            op.f(f"fk_{table}_report_id_patrol_reports"), table, "patrol_reports", ["report_id"], ["id"]
        )
        op.create_check_constraint(op.f(f"ck_{table}_subject"), table, "num_nonnulls(task_id, sighting_id) = 1")
        op.create_check_constraint(op.f(f"ck_{table}_report"), table, "report_id IS NULL OR sighting_id IS NOT NULL")
    op.create_unique_constraint(op.f("uq_task_photos_by"), "task_photos", ["by", "sighting_id", "given_sha256"])
    op.create_index(
        "ix_task_photos_report_id", "task_photos", ["report_id"], postgresql_where=sa.text("report_id IS NOT NULL")
    )
    op.create_index(
        "ix_task_uploads_sighting_id",
        "task_uploads",
        ["worker_id", "sighting_id"],
        postgresql_where=sa.text("sighting_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_task_uploads_sighting_id", "task_uploads")
    op.drop_index("ix_task_photos_report_id", "task_photos")
    op.drop_constraint(op.f("uq_task_photos_by"), "task_photos")
    op.execute(
        "DELETE FROM task_photo_looks l USING task_photos p WHERE p.id = l.photo_id AND p.sighting_id IS NOT NULL"
    )
    op.execute("DELETE FROM task_uploads WHERE sighting_id IS NOT NULL")
    op.execute("DELETE FROM task_photos WHERE sighting_id IS NOT NULL")
    for table in reversed(TABLES):
        op.drop_constraint(op.f(f"ck_{table}_report"), table)
        op.drop_constraint(op.f(f"ck_{table}_subject"), table)
        op.drop_column(table, "report_id")
        op.drop_column(table, "sighting_id")
        op.alter_column(table, "task_id", nullable=False)
