"""Plans of inspections, edition by edition, and by which of them is inspected."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "inspection_plans"
down_revision = "republished"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_PLANS, _EDITIONS = "inspection_plans", "inspection_plan_editions"
_OF_PLANS = {
    "state": "state IN ('drawn-up', 'approved', 'ended')",
    "edition": "edition BETWEEN 0 AND newest",
    "approved": "(state = 'approved') <= (edition > 0)",
    "ended": "(state = 'ended') = (num_nonnulls(ended_on, why_ended) = 2)",
}
_OF_EDITIONS = {
    "approved": "num_nonnulls(approved_by, approved_at) IN (0, 2)",
    "two_persons": "approved_by <> drawn_up_by",
    "days": "first_day <= last_day",
}


def _checks(table: str, rules: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def upgrade() -> None:
    op.create_table(
        _PLANS,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("region", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("version", "edition", "newest")),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("why_ended", sa.Text(), nullable=True),
        *_checks(_PLANS, _OF_PLANS),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_PLANS}")),
    )
    op.create_index("ix_inspection_plans_region", _PLANS, ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.create_table(
        _EDITIONS,
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day")),
        sa.Column("fields", JSONB(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", _moment, nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", _moment, nullable=True),
        *_checks(_EDITIONS, _OF_EDITIONS),
        sa.ForeignKeyConstraint(["plan_id"], [f"{_PLANS}.id"], name=op.f(f"fk_{_EDITIONS}_plan_id_{_PLANS}")),
        sa.PrimaryKeyConstraint("plan_id", "edition", name=op.f(f"pk_{_EDITIONS}")),
    )
    op.add_column("inspections", sa.Column("plan_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(f"fk_inspections_plan_id_{_PLANS}"), "inspections", _PLANS, ["plan_id"], ["id"])
    op.create_index(op.f("ix_inspections_plan_id"), "inspections", ["plan_id"])
    # What was written as a plan before there were any stays as it was written.
    rule = "(ground = 'plan') = (num_nonnulls(plan, plan_id) = 1)"
    op.create_check_constraint(op.f("ck_inspections_from_plan"), "inspections", rule)


def downgrade() -> None:
    op.drop_column("inspections", "plan_id")
    for table in (_EDITIONS, _PLANS):
        op.drop_table(table)
