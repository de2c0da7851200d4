"""What items and stationed agencies score where no figure says it."""

import sqlalchemy as sa
from alembic import op

revision = "scores"
down_revision = "bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_scores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("register_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("about IN ('item', 'unit')", name=op.f("ck_assessment_scores_about")),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_assessment_scores_points")),
        sa.CheckConstraint("state IN ('open', 'confirmed')", name=op.f("ck_assessment_scores_state")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_scores_region_regions")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["assessment_drafts.id"], name=op.f("fk_assessment_scores_register_id_assessment_drafts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_scores")),
    )
    op.create_index(
        "uq_assessment_scores_confirmed",
        "assessment_scores",
        ["region", "register_id", "about", "subject"],
        unique=True,
        postgresql_where=sa.text("state = 'confirmed'"),
    )


def downgrade() -> None:
    op.drop_table("assessment_scores")
