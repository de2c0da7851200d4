"""What is asked for and approved, merged and given back, split, called back and turned away: tables beside cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "case_actions"
down_revision = "coordination"
branch_labels = None
depends_on = None

RATINGS = "'very-satisfied', 'satisfied', 'basically-satisfied', 'dissatisfied', 'very-dissatisfied'"
KINDS = "'suspension', 'extension', 'return', 'help'"
STATES = "'asked', 'granted', 'refused', 'withdrawn', 'lapsed'"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("cases", sa.Column("parent_id", sa.Uuid()))
    op.add_column("cases", sa.Column("suspended_until", MOMENT))
    op.add_column("cases", sa.Column("route", sa.Text()))
    op.add_column("cases", sa.Column("rating", sa.Text()))
    op.create_check_constraint(op.f("ck_cases_rating"), "cases", f"rating IN ({RATINGS})")
    op.create_foreign_key(op.f("fk_cases_parent_id_cases"), "cases", "cases", ["parent_id"], ["id"])
    op.create_index("ix_cases_parent_id", "cases", ["parent_id"], postgresql_where=sa.text("parent_id IS NOT NULL"))
    is_planned = sa.text("suspended_until IS NOT NULL")
    op.create_index("ix_cases_suspended", "cases", ["suspended_until"], postgresql_where=is_planned)
    _requests()
    _merges()
    _call_backs()
    op.create_table(
        "lawful_grounds",
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ground", name=op.f("pk_lawful_grounds")),
    )


def _requests() -> None:
    op.create_table(
        "case_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sealed_explanation", sa.LargeBinary()),
        sa.Column("until", MOMENT),
        sa.Column("amount", sa.Integer()),
        sa.Column("unit", sa.Text()),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_because", sa.Text()),
        sa.Column("granted_until", MOMENT),
        sa.Column("granted_amount", sa.Integer()),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_case_requests_kind")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_case_requests_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_case_requests_amount")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_case_requests_decided")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_requests")),
    )
    waits = sa.text("decided_at IS NULL")
    op.create_index("ix_case_requests_case_id", "case_requests", ["case_id", "id"])
    op.create_index("ix_case_requests_waiting", "case_requests", ["id"], postgresql_where=waits)
    op.create_index(
        "uq_case_requests_waiting", "case_requests", ["case_id", "kind"], unique=True, postgresql_where=waits
    )
    op.create_table(
        "case_request_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["case_requests.id"], name=op.f("fk_case_request_looks_request_id_case_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_request_looks")),
    )
    op.create_index("ix_case_request_looks_request_id", "case_request_looks", ["request_id"])


def _merges() -> None:
    op.create_table(
        "case_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("reports", postgresql.JSONB(), nullable=False),
        sa.Column("former", postgresql.JSONB(), nullable=False),
        sa.Column("clocks", postgresql.JSONB(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("unmerged_by", sa.Text()),
        sa.Column("unmerged_at", MOMENT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_merges_case_id_cases")),
        sa.ForeignKeyConstraint(["into_id"], ["cases.id"], name=op.f("fk_case_merges_into_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merges")),
    )
    op.create_index("ix_case_merges_into_id", "case_merges", ["into_id", "id"])
    op.create_index("ix_case_merges_case_id", "case_merges", ["case_id", "id"])
    live = sa.text("unmerged_at IS NULL")
    op.create_index("uq_case_merges_live", "case_merges", ["case_id"], unique=True, postgresql_where=live)


def _call_backs() -> None:
    op.create_table(
        "case_call_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("satisfied", sa.Boolean()),
        sa.Column("rating", sa.Text()),
        sa.Column("called_by", sa.Text(), nullable=False),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.CheckConstraint(f"rating IN ({RATINGS})", name=op.f("ck_case_call_backs_rating")),
        sa.CheckConstraint(
            "reached OR (satisfied IS NULL AND rating IS NULL)", name=op.f("ck_case_call_backs_reached")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_call_backs_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_call_backs")),
    )
    op.create_index("ix_case_call_backs_case_id", "case_call_backs", ["case_id", "id"])


def downgrade() -> None:
    # Under the first workflow nothing merged comes back and nobody else handles; cases under the second end as they are.
    for table in ("lawful_grounds", "case_call_backs", "case_merges", "case_request_looks", "case_requests"):
        op.drop_table(table)
    for column in ("rating", "route", "suspended_until", "parent_id"):
        op.drop_column("cases", column)
