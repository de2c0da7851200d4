"""A number that a phone never sent can be given up, so that what waits for it is dealt with."""

import sqlalchemy as sa
from alembic import op

revision = "sync_gaps"
down_revision = "forgetting"
branch_labels = None
depends_on = None

_T = sa.Text
REASONS = ("phone-lost", "app-reinstalled", "data-damaged", "done-otherwise")


def upgrade() -> None:
    op.create_table(
        "sync_given_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, _T(), nullable=False) for name in ("worker_id", "region", "device_id")),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("missing_from", sa.Integer(), nullable=False),
        sa.Column("missing_to", sa.Integer(), nullable=False),
        *(sa.Column(name, _T(), nullable=False) for name in ("reason", "by")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_given_up"),
        sa.UniqueConstraint("worker_id", "device_id", "subject", "missing_to", name="uq_sync_given_up"),
        sa.CheckConstraint("missing_from BETWEEN 1 AND missing_to", name=op.f("ck_sync_given_up_order")),
        sa.CheckConstraint(
            f"reason IN ({', '.join(repr(reason) for reason in REASONS)})", name=op.f("ck_sync_given_up_reason")
        ),
    )
    op.create_index(
        "ix_sync_given_up_region",
        "sync_given_up",
        ["region", "id"],
        postgresql_ops={"region": "text_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_table("sync_given_up")
