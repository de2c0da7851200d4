"""Blank forms for the materials of items."""

import sqlalchemy as sa
from alembic import op

revision = "item_forms"
down_revision = "starter_materials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.code"], name=op.f("fk_item_forms_item_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_forms")),
        sa.UniqueConstraint("object", name=op.f("uq_item_forms_object")),
    )
    op.create_index("ix_item_forms_item", "item_forms", ["item", "material", "id"])


def downgrade() -> None:
    op.drop_table("item_forms")
