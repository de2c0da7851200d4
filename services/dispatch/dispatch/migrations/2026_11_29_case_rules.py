"""The rules of cases are proposed and confirmed, hold from a moment, and are pinned by the cases that run under them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "case_rules"
down_revision = "case_actions"
branch_labels = None
depends_on = None

# What a clock that runs was given, by the row that it was started by: matter before source before urgency.
AMOUNTS = """
UPDATE case_clocks SET amount = (
    SELECT p.amount FROM clock_policies p JOIN cases c ON c.id = case_clocks.case_id
    WHERE p.version = case_clocks.policy_version AND p.kind = case_clocks.kind AND p.unit = case_clocks.unit
      AND p.matter IN (coalesce(c.matter, '*'), '*') AND p.source IN (c.source, '*') AND p.urgency IN (c.urgency, '*')
    ORDER BY p.matter = '*', p.source = '*', p.urgency = '*' LIMIT 1
) WHERE stopped_at IS NULL
"""
LIMIT_KEY = ("version", "kind", "source", "matter", "urgency")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("clock_policies", sa.Column("region", sa.Text(), nullable=False, server_default="*"))
    op.drop_constraint(op.f("pk_clock_policies"), "clock_policies", type_="primary")
    op.create_primary_key(op.f("pk_clock_policies"), "clock_policies", [*LIMIT_KEY, "region"])
    op.create_table(
        "source_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("contact_tries", sa.Integer(), nullable=False),
        sa.Column("reply_document", sa.Boolean(), nullable=False),
        sa.Column("signing_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint("contact_tries BETWEEN 1 AND 10", name=op.f("ck_source_rules_contact_tries")),
        sa.CheckConstraint("authority IN ('centre', 'platform')", name=op.f("ck_source_rules_authority")),
        sa.PrimaryKeyConstraint("version", "source", name=op.f("pk_source_rules")),
    )
    op.create_table(
        "case_rule_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("valid_from", moment),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", moment),
        sa.CheckConstraint("book IN ('workflows', 'clocks', 'sources')", name=op.f("ck_case_rule_proposals_book")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'withdrawn', 'replaced')", name=op.f("ck_case_rule_proposals_state")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> proposed_by", name=op.f("ck_case_rule_proposals_two_persons")
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (version IS NOT NULL)", name=op.f("ck_case_rule_proposals_version")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR valid_from >= decided_at", name=op.f("ck_case_rule_proposals_not_past")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_rule_proposals")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_case_rule_proposals_open", "case_rule_proposals", ["book", "region"], unique=True, postgresql_where=is_open
    )
    op.create_index("uq_case_rule_proposals_version", "case_rule_proposals", ["book", "version"], unique=True)
    op.create_index("ix_case_rule_proposals_book", "case_rule_proposals", ["book", "id"])
    # Until now there was one table of limits: every case runs by it.
    op.add_column("cases", sa.Column("policy_version", sa.Integer(), nullable=False, server_default="1"))
    op.create_check_constraint(op.f("ck_cases_policy_version"), "cases", "policy_version > 0")
    op.add_column("case_clocks", sa.Column("amount", sa.Integer()))
    op.add_column("case_clocks", sa.Column("extended_by", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_clocks", sa.Column("set_until", moment))
    op.execute(AMOUNTS)
    runs = sa.text("provisional AND stopped_at IS NULL")
    op.create_index("ix_case_clocks_provisional", "case_clocks", ["due_at", "calendar_version"], postgresql_where=runs)


def downgrade() -> None:
    op.drop_index("ix_case_clocks_provisional", "case_clocks")
    for name in ("set_until", "extended_by", "amount"):
        op.drop_column("case_clocks", name)
    op.drop_column("cases", "policy_version")
    op.drop_table("case_rule_proposals")
    op.drop_table("source_rules")
    op.drop_constraint(op.f("pk_clock_policies"), "clock_policies", type_="primary")
    # Without places there is one row for each of them left, the one for all.
    op.execute("DELETE FROM clock_policies WHERE region <> '*'")
    op.drop_column("clock_policies", "region")
    op.create_primary_key(op.f("pk_clock_policies"), "clock_policies", list(LIMIT_KEY))
