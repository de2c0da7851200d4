"""Every print of an application's papers: which, who, when and what for."""

import sqlalchemy as sa
from alembic import op

revision = "paper_prints"
down_revision = "ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_prints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_paper_prints_serial_positive")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_paper_prints_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_prints")),
        sa.UniqueConstraint("number", "serial", name=op.f("uq_paper_prints_number")),
    )
    op.create_index(op.f("ix_paper_prints_application_id"), "paper_prints", ["application_id"])


def downgrade() -> None:
    op.drop_table("paper_prints")
