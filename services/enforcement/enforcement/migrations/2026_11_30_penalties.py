"""Penalty cases, and the counters of their papers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "penalties"
down_revision = "records"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_CHECKS = {
    "state": "state IN ('investigating', 'concluded', 'notified', 'decided', 'served', 'suspended', 'closed')",
    "procedure": "procedure IN ('simple', 'ordinary')",
    "party": "party IN ('person', 'organisation')",
    "two_officers": "jsonb_array_length(officers) >= 2",
    "decided": "(decided_at IS NULL) = (outcome IS NULL)",
    "closed": "(state = 'closed') = (closed_at IS NOT NULL)",
    "order": "ended_on <= found_on",
}


def upgrade() -> None:
    op.create_table(
        "paper_counters",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("township", sa.Text(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last >= 1", name=op.f("ck_paper_counters_last_positive")),
        sa.PrimaryKeyConstraint("kind", "township", "year", name=op.f("pk_paper_counters")),
    )
    op.create_table(
        "penalties",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("number", "region", "matter")),
        sa.Column("powers", JSONB(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("procedure", "party")),
        sa.Column("party_mark", sa.LargeBinary(), nullable=True),
        sa.Column("officers", JSONB(), nullable=False),
        sa.Column("weighty", sa.Boolean(), nullable=False),
        sa.Column("clue_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("ended_on", "found_on")),
        *(sa.Column(name, _moment, nullable=False) for name in ("filed_at", "decide_due_at")),
        *(sa.Column(name, _moment, nullable=True) for name in ("decided_at", "serve_due_at")),
        sa.Column("pay_due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", _moment, nullable=True),
        sa.Column("course", JSONB(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_penalties_{name}")) for name, rule in _CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalties")),
        sa.UniqueConstraint("number", name=op.f("uq_penalties_number")),
    )
    op.create_index("ix_penalties_region", "penalties", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_index("ix_penalties_party_mark", "penalties", ["party_mark"])


def downgrade() -> None:
    op.drop_table("penalties")
    op.drop_table("paper_counters")
