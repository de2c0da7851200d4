"""Of which kind a cell is: a micro cell lies inside another one, and is named before it."""

import sqlalchemy as sa
from alembic import op

revision = "cell_kinds"
down_revision = "orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The topic of cells is compacted, and what was drawn until now lay beside one another, whatever its kind.
    op.add_column("cell_copies", sa.Column("kind", sa.Text(), nullable=False, server_default="integrated"))


def downgrade() -> None:
    op.drop_column("cell_copies", "kind")
