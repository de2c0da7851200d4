"""Figures: their formulas, the facts that they count, whose facts wait (all cases of before); and lists of a million.

The indexes of cases by region know a prefix (text_pattern_ops): under a locale that is not C, `LIKE '320585%'` uses no
other.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "figures"
down_revision = "notices_roster"
branch_labels = None
depends_on = None

MOMENTS = ("opened", "filed", "dispatch_due", "sign_due", "contact_due", "handle_due", "close_due", "reply_due")


SPANS = (("cases", "opened_at"), ("cases", "closed_at"), ("case_history", "at"))
BY_PREFIX = {"region": "text_pattern_ops"}
OPEN, QUEUED = sa.text("closed_at IS NULL"), sa.text("queue IS NOT NULL")


def upgrade() -> None:
    _lists()
    _formulas()
    _facts()
    op.create_table(
        "figures_waiting",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_waiting")),
    )
    _briefs()
    op.execute("INSERT INTO figures_waiting (case_id) SELECT id FROM cases ORDER BY id")


def _lists() -> None:
    for name in ("region", "state", "queue"):
        op.drop_index(f"ix_cases_{name}", "cases")
    op.create_index("ix_cases_region", "cases", ["region", "id"], postgresql_ops=BY_PREFIX)
    for name in ("state", "matter"):
        op.create_index(f"ix_cases_{name}", "cases", [name, "region", "id"], postgresql_ops=BY_PREFIX)
    queued = ["queue", "region", "id"]
    op.create_index("ix_cases_queue", "cases", queued, postgresql_ops=BY_PREFIX, postgresql_where=QUEUED)
    op.create_index("ix_cases_state_newest", "cases", ["state", "id"])
    op.create_index("ix_cases_open", "cases", ["region", "id"], postgresql_ops=BY_PREFIX, postgresql_where=OPEN)
    for table, name in SPANS:
        op.create_index(f"ix_{table}_{name}", table, [name], postgresql_using="brin")
    for name in ("unit", "worker_id"):
        known = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_cases_{name}", "cases", [name, "id"], postgresql_where=known)


def _formulas() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "figure_formulas",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "region")),
        sa.Column("version", sa.Integer()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "name_en")),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("state", "proposed_by")),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", moment),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name=op.f("ck_figure_formulas_state")),
        sa.CheckConstraint("(state = 'confirmed') = (version IS NOT NULL)", name=op.f("ck_figure_formulas_numbered")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> proposed_by", name=op.f("ck_figure_formulas_two_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_formulas")),
        sa.UniqueConstraint("code", "region", "version", name=op.f("uq_figure_formulas_code")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_figure_formulas_open", "figure_formulas", ["code", "region"], unique=True, postgresql_where=is_open
    )


def _briefs() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "brief_regions",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("wanted_by", sa.Text(), nullable=False),
        sa.Column("wanted_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_brief_regions_region_regions")),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_brief_regions")),
    )
    op.create_table(
        "briefs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", moment, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_briefs_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefs")),
        sa.UniqueConstraint("region", "day", "version", name=op.f("uq_briefs_region")),
    )


def _facts() -> None:
    moment = sa.DateTime(timezone=True)
    clocks = [
        part
        for kind in ("dispatch", "sign", "contact", "handle", "reply")
        for part in (
            sa.Column(f"{kind}_due_at", moment),
            sa.Column(f"{kind}_kept", sa.Boolean(), nullable=False),
        )
    ]
    op.create_table(
        "case_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        *(sa.Column(f"{name}_at", moment) for name in ("filed", "dispatched", "called_back")),
        *clocks,
        sa.Column("close_due_at", moment),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("returned", "reworked")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("handled", "withdrawn")),
        sa.Column("satisfied", sa.Boolean()),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name=op.f("fk_case_facts_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_facts")),
    )
    op.create_index("ix_case_facts_region", "case_facts", ["region", "opened_at"], postgresql_ops=BY_PREFIX)
    for name in (*MOMENTS, "called_back"):
        op.create_index(f"ix_case_facts_{name}_at", "case_facts", [f"{name}_at"])


def downgrade() -> None:
    for table in ("briefs", "brief_regions", "figures_waiting", "case_facts", "figure_formulas"):
        op.drop_table(table)
    for table, name in SPANS:
        op.drop_index(f"ix_{table}_{name}", table)
    for name in ("region", "state", "queue", "state_newest", "matter", "open", "unit", "worker_id"):
        op.drop_index(f"ix_cases_{name}", "cases")
    op.create_index("ix_cases_region", "cases", ["region", "id"])
    op.create_index("ix_cases_state", "cases", ["state", "region", "id"])
    op.create_index("ix_cases_queue", "cases", ["queue", "region", "id"], postgresql_where=QUEUED)
