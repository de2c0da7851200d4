"""An index of the residents who are looked after, for the rounds of each morning."""

import sqlalchemy as sa
from alembic import op

revision = "looked_after"
down_revision = "cell_mappings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_residents_care",
        "residents",
        ["cell"],
        postgresql_where=sa.text("state = 'current' AND care <> '[]'::jsonb"),
    )


def downgrade() -> None:
    op.drop_index("ix_residents_care", "residents")
