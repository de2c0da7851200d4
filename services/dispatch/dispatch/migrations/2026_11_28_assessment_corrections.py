"""One more figure of cases; scores that are corrected, withdrawn, or given to an agency by its township."""

import sqlalchemy as sa
from alembic import op

_BEFORE = (
    "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction', 'return-rate', 'overdue-clocks', "
    "'officers-qualified', 'powers-evaluated-in-time')"
)
_NOW = _BEFORE.replace("'closed-in-time', ", "'closed-in-time', 'closed', ")
_WITH_FIGURES = ("assessment_items", "assessment_objections")
_SCORES = "assessment_scores"
_STATES = ("state IN ('open', 'confirmed')", "state IN ('open', 'confirmed', 'withdrawn', 'corrected', 'overturned')")
_ABOUT = ("about IN ('item', 'unit')", "about IN ('item', 'unit', 'unit-by-township')")

revision = "assessment_corrections"
down_revision = "assessment_terms"
branch_labels = None
depends_on = None


def _check(table: str, column: str, words: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, words)


def upgrade() -> None:
    for table in _WITH_FIGURES:
        _check(table, "figure", _NOW)
    _check(_SCORES, "state", _STATES[1])
    _check(_SCORES, "about", _ABOUT[1])
    op.add_column(_SCORES, sa.Column("corrects", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_assessment_scores_corrects_assessment_scores"), _SCORES, _SCORES, ["corrects"], ["id"]
    )


def downgrade() -> None:
    # What is objected to in this figure, or weighed by it, cannot be kept; nor can scores that do not count.
    op.execute("DELETE FROM assessment_objections WHERE figure = 'closed'")
    op.execute("UPDATE assessment_items SET figure = NULL WHERE figure = 'closed'")
    op.drop_constraint(op.f("fk_assessment_scores_corrects_assessment_scores"), _SCORES, type_="foreignkey")
    op.drop_column(_SCORES, "corrects")
    op.execute("DELETE FROM assessment_scores WHERE state NOT IN ('open', 'confirmed') OR about = 'unit-by-township'")
    _check(_SCORES, "about", _ABOUT[0])
    _check(_SCORES, "state", _STATES[0])
    for table in _WITH_FIGURES:
        _check(table, "figure", _BEFORE)
