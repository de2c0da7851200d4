"""What an item asks for: its materials, whether they are verified on site, by how many offices, and in whose hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "item_catalogue"
down_revision = "hidden_appeals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    no_materials = sa.text("'[]'::jsonb")
    op.add_column("items", sa.Column("materials", postgresql.JSONB(), nullable=False, server_default=no_materials))
    for name in ("on_site", "joint", "one_hand"):
        op.add_column("items", sa.Column(name, sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    for name in ("materials", "on_site", "joint", "one_hand"):
        op.drop_column("items", name)
