"""How often a year one enterprise is inspected at most, and which inspection is checked again."""

import sqlalchemy as sa
from alembic import op

revision = "inspection_caps"
down_revision = "inspection_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checklists", sa.Column("yearly_cap", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_checklists_yearly_cap"), "checklists", "yearly_cap >= 1")
    op.add_column("inspections", sa.Column("recheck_of", sa.Uuid(), nullable=True))
    name = op.f("fk_inspections_recheck_of_inspections")
    op.create_foreign_key(name, "inspections", "inspections", ["recheck_of"], ["id"])


def downgrade() -> None:
    op.drop_column("inspections", "recheck_of")
    op.drop_column("checklists", "yearly_cap")
