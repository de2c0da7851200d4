"""Items of which there are only so many licences."""

import sqlalchemy as sa
from alembic import op

revision = "quotas"
down_revision = "renewals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item_versions", sa.Column("quota", sa.Integer(), nullable=True))
    op.add_column("item_versions", sa.Column("quota_order_basis", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_item_versions_quota"),
        "item_versions",
        "quota >= 1 AND (quota_order_basis IS NULL OR quota IS NOT NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_item_versions_quota"), "item_versions", type_="check")
    for name in ("quota_order_basis", "quota"):
        op.drop_column("item_versions", name)
