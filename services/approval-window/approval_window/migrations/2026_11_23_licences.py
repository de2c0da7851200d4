"""Licences that were granted."""

import sqlalchemy as sa
from alembic import op

revision = "licences"
down_revision = "powers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_to >= granted_on", name=op.f("ck_licences_order")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_licences_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["item"], ["items.code"], name=op.f("fk_licences_item_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
        sa.UniqueConstraint("application_id", name=op.f("uq_licences_application_id")),
    )
    op.drop_constraint(op.f("ck_applications_state"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_state"), "applications", "state IN ('received', 'granted')")


def downgrade() -> None:
    op.drop_table("licences")
    op.drop_constraint(op.f("ck_applications_state"), "applications", type_="check")
    op.create_check_constraint(op.f("ck_applications_state"), "applications", "state IN ('received')")
