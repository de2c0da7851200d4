"""What is made public of penalty decisions, and what never."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "publications"
down_revision = "discretion"
branch_labels = None
depends_on = None

_CHECKS = {
    "published": "(published_at IS NULL) = (party IS NULL)",
    "hidden": "hidden IS NULL OR published_at IS NULL",
    "withdrawn": "withdrawn_at IS NULL OR withdraw_due_at IS NOT NULL",
    "said": "(withdrawn_at IS NULL) = (why_withdrawn IS NULL)",
}


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("penalty_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("number", "authority", "matter", "party_kind", "party")
        ),
        sa.Column("kinds", JSONB(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("fine_fen", "confiscated_fen")),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("withdraw_due_at", "withdrawn_at")),
        sa.Column("why_withdrawn", sa.Text(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_publications_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(["penalty_id"], ["penalties.id"], name=op.f("fk_publications_penalty_id_penalties")),
        sa.PrimaryKeyConstraint("penalty_id", name=op.f("pk_publications")),
    )
    op.create_index("ix_publications_region", "publications", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def downgrade() -> None:
    op.drop_table("publications")
