"""One more figure of cases; scores are corrected and objected to; what a decision changed stays on record."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

_BEFORE = (
    "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction', 'return-rate', 'overdue-clocks', "
    "'officers-qualified', 'powers-evaluated-in-time')"
)
_NOW = _BEFORE.replace("'closed-in-time', ", "'closed-in-time', 'closed', ")
_WITH_FIGURES = ("assessment_items", "assessment_objections")
_SCORES, _OBJECTIONS = "assessment_scores", "assessment_objections"
_STATES = ("state IN ('open', 'confirmed')", "state IN ('open', 'confirmed', 'withdrawn', 'corrected', 'overturned')")
_ABOUT = ("about IN ('item', 'unit')", "about IN ('item', 'unit', 'unit-by-township')")
_KINDS = (
    "subject_kind IN ('case', 'dispatch', 'clock', 'officer', 'power')",
    "subject_kind IN ('case', 'dispatch', 'clock', 'officer', 'power', 'score')",
)
_CORRECTS = "fk_assessment_scores_corrects_assessment_scores"

revision = "assessment_corrections"
down_revision = "training_sessions"
branch_labels = None
depends_on = None


def _check(table: str, column: str, words: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{column}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, words)


def _standing(*, nulls_not_distinct: bool) -> None:
    name, standing = "uq_assessment_objections_standing", sa.text("state != 'dismissed'")
    op.drop_index(name, table_name=_OBJECTIONS, postgresql_where=standing)
    op.create_index(
        name,
        _OBJECTIONS,
        ["region", "year", "figure", "subject_kind", "subject"],
        unique=True,
        postgresql_where=standing,
        postgresql_nulls_not_distinct=nulls_not_distinct,
    )


def upgrade() -> None:
    for table in _WITH_FIGURES:
        _check(table, "figure", _NOW)
    _check(_SCORES, "state", _STATES[1])
    _check(_SCORES, "about", _ABOUT[1])
    op.add_column(_SCORES, sa.Column("corrects", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(_CORRECTS), _SCORES, _SCORES, ["corrects"], ["id"])
    op.add_column("assessment_registers", sa.Column("objection_days", sa.Integer(), nullable=True))
    op.execute("UPDATE assessment_registers SET objection_days = 30")
    op.alter_column("assessment_registers", "objection_days", nullable=False)
    op.alter_column(_OBJECTIONS, "figure", nullable=True)
    op.add_column(_OBJECTIONS, sa.Column("decided_because", sa.Text(), nullable=True))
    for column in ("before", "after"):
        op.add_column(_OBJECTIONS, sa.Column(column, postgresql.JSONB(), nullable=True))
    _check(_OBJECTIONS, "subject_kind", _KINDS[1])
    about = "(figure IS NULL) = (subject_kind = 'score')"
    op.create_check_constraint(op.f("ck_assessment_objections_about"), _OBJECTIONS, about)
    _standing(nulls_not_distinct=True)


def downgrade() -> None:
    # What is objected to in this figure, or weighed by it, cannot be kept; nor can objections to scores, and scores that
    # do not count or are a township's.
    op.execute("DELETE FROM assessment_objections WHERE figure = 'closed' OR figure IS NULL")
    op.execute("UPDATE assessment_items SET figure = NULL WHERE figure = 'closed'")
    _standing(nulls_not_distinct=False)
    op.drop_constraint(op.f("ck_assessment_objections_about"), _OBJECTIONS, type_="check")
    _check(_OBJECTIONS, "subject_kind", _KINDS[0])
    for column in ("after", "before", "decided_because"):
        op.drop_column(_OBJECTIONS, column)
    op.alter_column(_OBJECTIONS, "figure", nullable=False)
    op.drop_column("assessment_registers", "objection_days")
    op.drop_constraint(op.f(_CORRECTS), _SCORES, type_="foreignkey")
    op.drop_column(_SCORES, "corrects")
    op.execute("DELETE FROM assessment_scores WHERE state NOT IN ('open', 'confirmed') OR about = 'unit-by-township'")
    _check(_SCORES, "about", _ABOUT[0])
    _check(_SCORES, "state", _STATES[0])
    for table in _WITH_FIGURES:
        _check(table, "figure", _BEFORE)
