"""One more figure of cases."""

from alembic import op

_BEFORE = (
    "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction', 'return-rate', 'overdue-clocks', "
    "'officers-qualified', 'powers-evaluated-in-time')"
)
_NOW = _BEFORE.replace("'closed-in-time', ", "'closed-in-time', 'closed', ")
_WITH_FIGURES = ("assessment_items", "assessment_objections")

revision = "assessment_corrections"
down_revision = "assessment_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in _WITH_FIGURES:
        op.drop_constraint(op.f(f"ck_{table}_figure"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_figure"), table, _NOW)


def downgrade() -> None:
    # What is objected to in this figure, or weighed by it, cannot be kept.
    op.execute("DELETE FROM assessment_objections WHERE figure = 'closed'")
    op.execute("UPDATE assessment_items SET figure = NULL WHERE figure = 'closed'")
    for table in _WITH_FIGURES:
        op.drop_constraint(op.f(f"ck_{table}_figure"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_figure"), table, _BEFORE)
