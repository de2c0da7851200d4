"""What phones sent, and what they were told of as a change, is removed in time."""

import sqlalchemy as sa
from alembic import op

revision = "forgetting"
down_revision = "registry_upkeep"
branch_labels = None
depends_on = None

# Days kept, and the fewest that may be set. A phone that lay in a drawer for a leave, or was being mended, sends what it
# holds when it is switched on again, and must be answered the same: half a year is longer than any of that, and longer
# than the longest leave that a worker may take (180 days); under two months nobody may set it.
RETENTION = {"synced-items": (200, 60), "task-departures": (200, 60), "holding-changes": (200, 60)}


def upgrade() -> None:
    op.create_table(
        "forgotten_changes",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("changed_in", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_forgotten_changes"),
    )
    op.create_index("ix_sync_items_answered_at", "sync_items", ["answered_at"])
    terms = sa.table("registry_retention", *map(sa.column, ("what", "version", "days", "least_days")))
    op.bulk_insert(
        terms,
        [{"what": what, "version": 1, "days": days, "least_days": least} for what, (days, least) in RETENTION.items()],
    )


def downgrade() -> None:
    words = ", ".join(repr(what) for what in RETENTION)
    op.execute(f"DELETE FROM registry_retention_history WHERE what IN ({words})")  # noqa: S608 - words of ours
    op.execute(f"DELETE FROM registry_retention WHERE what IN ({words})")  # noqa: S608 - words of ours
    op.drop_index("ix_sync_items_answered_at", "sync_items")
    op.drop_table("forgotten_changes")
