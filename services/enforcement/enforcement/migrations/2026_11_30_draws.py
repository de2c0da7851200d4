"""Draws by double random."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "draws"
down_revision = "inspections"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_CHECKS = {
    "state": "state IN ('announced', 'closed', 'drawn')",
    "share_or_count": "(share_percent IS NULL) <> (how_many IS NULL)",
    "listed": "(state = 'announced') = (listed IS NULL)",
    "drawn": "(state = 'drawn') = (seed IS NOT NULL AND result IS NOT NULL)",
}


def upgrade() -> None:
    op.create_table(
        "draws",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("region", "field", "name")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("share_percent", "how_many")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("state", "commitment")),
        sa.Column("sealed_seed", sa.LargeBinary(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("listed", JSONB(), nullable=True),
        sa.Column("list_hash", sa.Text(), nullable=True),
        sa.Column("result", JSONB(), nullable=True),
        sa.Column("announced_by", sa.Text(), nullable=False),
        sa.Column("announced_at", _moment, nullable=False),
        *(sa.Column(name, _moment, nullable=True) for name in ("closed_at", "drawn_at")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_draws_{name}")) for name, rule in _CHECKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index("ix_draws_region", "draws", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_foreign_key(op.f("fk_inspections_draw_id_draws"), "inspections", "draws", ["draw_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_inspections_draw_id_draws"), "inspections")
    op.drop_table("draws")
