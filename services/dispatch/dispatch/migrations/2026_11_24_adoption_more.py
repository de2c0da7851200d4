"""Adds since when, and why, a subscription cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "adoption_more"
down_revision = "register_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exchange_requests", sa.Column("unread_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("exchange_requests", sa.Column("unread_because", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_exchange_requests_unread"),
        "exchange_requests",
        "(unread_since IS NULL) = (unread_because IS NULL)",
    )
    op.create_index(
        "ix_exchange_requests_unread",
        "exchange_requests",
        ["region", "unread_since"],
        unique=False,
        postgresql_where=sa.text("unread_since IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_exchange_requests_unread",
        table_name="exchange_requests",
        postgresql_where=sa.text("unread_since IS NOT NULL"),
    )
    op.drop_constraint(op.f("ck_exchange_requests_unread"), "exchange_requests", type_="check")
    op.drop_column("exchange_requests", "unread_because")
    op.drop_column("exchange_requests", "unread_since")
