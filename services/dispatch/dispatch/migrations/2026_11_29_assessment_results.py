"""What a township's year came to is fixed as a document, version by version, and never changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "assessment_results"
down_revision = "training_withdrawals"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _region_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f(f"fk_{table}_region_regions"))


def upgrade() -> None:
    _fixings()
    _results()
    # The function comes with the ledgers of posts and money.
    op.execute(
        "CREATE TRIGGER assessment_results_only_grow BEFORE UPDATE OR DELETE ON assessment_results"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ledger()"
    )


def _fixings() -> None:
    op.create_table(
        "assessment_fixings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint("type IN ('street', 'town', 'township')", name=op.f("ck_assessment_fixings_type")),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name=op.f("ck_assessment_fixings_state")),
        _region_of("assessment_fixings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_fixings")),
    )
    name, columns = "ix_assessment_fixings_region", ["region", "id"]
    op.create_index(name, "assessment_fixings", columns, unique=False, postgresql_ops=_BY_PREFIX)


def _results() -> None:
    op.create_table(
        "assessment_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fixing_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=False),
        sa.CheckConstraint("(version = 1) = (reason IS NULL)", name=op.f("ck_assessment_results_reason")),
        sa.CheckConstraint("proposed_by <> confirmed_by", name=op.f("ck_assessment_results_two_persons")),
        sa.ForeignKeyConstraint(
            ["fixing_id"],
            ["assessment_fixings.id"],
            name=op.f("fk_assessment_results_fixing_id_assessment_fixings"),
        ),
        _region_of("assessment_results"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_results")),
        sa.UniqueConstraint("region", "year", "version", name=op.f("uq_assessment_results_region")),
    )
    name, columns = "ix_assessment_results_region", ["region", "id"]
    op.create_index(name, "assessment_results", columns, unique=False, postgresql_ops=_BY_PREFIX)


def downgrade() -> None:
    op.drop_table("assessment_results")
    op.drop_table("assessment_fixings")
