"""Who has read what was written about a home that seemed to be lived in again is kept."""

import sqlalchemy as sa
from alembic import op

revision = "vacancy_looks"
down_revision = "patrol_photos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vacancy_note_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["vacancy_findings.id"], name=op.f("fk_vacancy_note_looks_finding_id_vacancy_findings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_note_looks")),
    )
    op.create_index("ix_vacancy_note_looks_finding_id", "vacancy_note_looks", ["finding_id"])


def downgrade() -> None:
    op.drop_table("vacancy_note_looks")
