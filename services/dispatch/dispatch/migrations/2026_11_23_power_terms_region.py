"""The powers of one township are found without looking at those of the province."""

from alembic import op

revision = "power_terms_region"
down_revision = "adoption"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_power_terms_region", "power_terms", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def downgrade() -> None:
    op.drop_index("ix_power_terms_region", table_name="power_terms")
