"""Which department goes on with an application whose power was taken back from the township."""

import sqlalchemy as sa
from alembic import op

revision = "applications_handed_over"
down_revision = "qualifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("handed_to", sa.Text(), nullable=True))
    op.add_column("applications", sa.Column("handed_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_applications_handed_over"), "applications", "(handed_to IS NULL) = (handed_on IS NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_applications_handed_over"), "applications", type_="check")
    op.drop_column("applications", "handed_on")
    op.drop_column("applications", "handed_to")
