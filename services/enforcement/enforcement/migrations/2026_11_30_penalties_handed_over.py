"""Which department goes on with a penalty case whose power was taken back from the township."""

import sqlalchemy as sa
from alembic import op

revision = "penalties_handed_over"
down_revision = "publications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("penalties", sa.Column("handed_to", sa.Text(), nullable=True))
    op.add_column("penalties", sa.Column("handed_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_penalties_handed_over"), "penalties", "(handed_to IS NULL) = (handed_on IS NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_penalties_handed_over"), "penalties", type_="check")
    op.drop_column("penalties", "handed_on")
    op.drop_column("penalties", "handed_to")
