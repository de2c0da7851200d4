"""A placement names the unit that its person came from, whoever's post it is."""

import sqlalchemy as sa
from alembic import op

revision = "placed_from"
down_revision = "exchange"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placements", sa.Column("from_unit", sa.Text(), nullable=True))
    op.execute(
        """
        UPDATE placements SET from_unit = line ->> 'from_unit'
        FROM resource_proposals, jsonb_array_elements(resource_proposals.body -> 'lines') AS line
        WHERE resource_proposals.id = placements.proposal_id AND line ->> 'person_id' = placements.person_id
        """
    )
    op.alter_column("placements", "from_unit", nullable=False)


def downgrade() -> None:
    op.drop_column("placements", "from_unit")
