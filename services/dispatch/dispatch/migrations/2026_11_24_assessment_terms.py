"""Registers hold by the day within their year; figures are made of more than cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

_BEFORE = "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction')"
_NOW = (
    "figure IN ('closed-in-time', 'accurate-dispatch', 'satisfaction', 'return-rate', 'overdue-clocks', "
    "'officers-qualified', 'powers-evaluated-in-time')"
)

revision = "assessment_terms"
down_revision = "adoption_more"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_registers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("ranking", sa.Boolean(), nullable=False),
        sa.Column("minimum_cases", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_from >= make_date(year, 1, 1) AND valid_to <= make_date(year, 12, 31)",
            name=op.f("ck_assessment_registers_within_year"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_assessment_registers_order")),
        sa.ForeignKeyConstraint(
            ["id"], ["assessment_drafts.id"], name=op.f("fk_assessment_registers_id_assessment_drafts")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_assessment_registers_region_regions")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_registers_id")),
    )
    # What was approved held for all of its year.
    op.execute(
        "INSERT INTO assessment_registers (id, region, year, valid_from, valid_to, adopted_by, ranking, minimum_cases) "
        "SELECT id, region, year, make_date(year, 1, 1), make_date(year, 12, 31), body ->> 'adopted_by', "
        "coalesce((body ->> 'ranking')::boolean, false), coalesce((body ->> 'minimum_cases')::integer, 30) "
        "FROM assessment_drafts WHERE what = 'register' AND state = 'approved'"
    )
    for table in ("assessment_items", "assessment_objections"):
        op.drop_constraint(op.f(f"ck_{table}_figure"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_figure"), table, _NOW)
    op.drop_index(
        op.f("uq_assessment_drafts_approved"),
        table_name="assessment_drafts",
        postgresql_where="(state = 'approved'::text)",
    )
    op.create_index(
        "uq_assessment_drafts_rewards",
        "assessment_drafts",
        ["region", "year"],
        unique=True,
        postgresql_where=sa.text("state = 'approved' AND what = 'rewards'"),
    )
    op.add_column("assessment_objections", sa.Column("subject_kind", sa.Text(), nullable=True))
    op.add_column("assessment_objections", sa.Column("subject", sa.Text(), nullable=True))
    op.execute("UPDATE assessment_objections SET subject_kind = 'case', subject = case_id::text")
    for column in ("subject_kind", "subject"):
        op.alter_column("assessment_objections", column, nullable=False)
    op.create_check_constraint(
        op.f("ck_assessment_objections_subject_kind"),
        "assessment_objections",
        "subject_kind IN ('case', 'dispatch', 'clock', 'officer', 'power')",
    )
    op.drop_index(
        op.f("uq_assessment_objections_standing"),
        table_name="assessment_objections",
        postgresql_where="(state <> 'dismissed'::text)",
    )
    op.create_index(
        "uq_assessment_objections_standing",
        "assessment_objections",
        ["region", "year", "figure", "subject_kind", "subject"],
        unique=True,
        postgresql_where=sa.text("state != 'dismissed'"),
    )
    op.drop_constraint(op.f("fk_assessment_objections_case_id_cases"), "assessment_objections", type_="foreignkey")
    op.drop_column("assessment_objections", "case_id")
    op.add_column("assessment_scores", sa.Column("day", sa.Date(), nullable=True))
    # The day on which it was given, or the nearest of its year.
    op.execute(
        "UPDATE assessment_scores s SET day = least(greatest((s.given_at AT TIME ZONE 'Asia/Shanghai')::date, "
        "make_date(d.year, 1, 1)), make_date(d.year, 12, 31)) FROM assessment_drafts d WHERE d.id = s.register_id"
    )
    op.alter_column("assessment_scores", "day", nullable=False)
    op.create_index(
        "ix_assessment_scores_region",
        "assessment_scores",
        ["region", "id"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_index("ix_assessment_scores_register_id", "assessment_scores", ["register_id"], unique=False)
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE assessment_registers ADD CONSTRAINT pk_assessment_registers PRIMARY KEY (region, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_index("ix_assessment_scores_register_id", table_name="assessment_scores")
    op.drop_index(
        "ix_assessment_scores_region", table_name="assessment_scores", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_column("assessment_scores", "day")
    # What a year did not have before cannot be kept: objections to other things than cases, the figures that came with
    # them, and the registers that followed another, with their items and scores.
    op.execute(
        "DELETE FROM assessment_objections WHERE subject_kind <> 'case' "
        "OR figure NOT IN ('closed-in-time', 'accurate-dispatch', 'satisfaction')"
    )
    op.execute(
        "UPDATE assessment_items SET figure = NULL "
        "WHERE figure NOT IN ('closed-in-time', 'accurate-dispatch', 'satisfaction')"
    )
    op.execute(
        "UPDATE assessment_drafts SET state = 'withdrawn' WHERE id IN (SELECT r.id FROM assessment_registers r JOIN "
        "assessment_registers b ON b.region = r.region AND b.year = r.year AND b.valid_from < r.valid_from)"
    )
    op.execute(
        "DELETE FROM assessment_scores s USING assessment_drafts d WHERE d.id = s.register_id AND d.state = 'withdrawn'"
    )
    op.execute(
        "DELETE FROM assessment_shares s USING assessment_drafts d WHERE d.id = s.register_id AND d.state = 'withdrawn'"
    )
    op.execute(
        "DELETE FROM assessment_items i USING assessment_drafts d WHERE d.id = i.register_id AND d.state = 'withdrawn'"
    )
    for table in ("assessment_items", "assessment_objections"):
        op.drop_constraint(op.f(f"ck_{table}_figure"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_figure"), table, _BEFORE)
    op.add_column("assessment_objections", sa.Column("case_id", sa.UUID(), autoincrement=False, nullable=True))
    op.execute("UPDATE assessment_objections SET case_id = subject::uuid")
    op.alter_column("assessment_objections", "case_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_assessment_objections_case_id_cases"), "assessment_objections", "cases", ["case_id"], ["id"]
    )
    op.drop_index(
        "uq_assessment_objections_standing",
        table_name="assessment_objections",
        postgresql_where=sa.text("state != 'dismissed'"),
    )
    op.create_index(
        op.f("uq_assessment_objections_standing"),
        "assessment_objections",
        ["year", "figure", "case_id"],
        unique=True,
        postgresql_where="(state <> 'dismissed'::text)",
    )
    op.drop_constraint(op.f("ck_assessment_objections_subject_kind"), "assessment_objections", type_="check")
    op.drop_column("assessment_objections", "subject")
    op.drop_column("assessment_objections", "subject_kind")
    op.drop_index(
        "uq_assessment_drafts_rewards",
        table_name="assessment_drafts",
        postgresql_where=sa.text("state = 'approved' AND what = 'rewards'"),
    )
    op.create_index(
        op.f("uq_assessment_drafts_approved"),
        "assessment_drafts",
        ["region", "year", "what"],
        unique=True,
        postgresql_where="(state = 'approved'::text)",
    )
    op.drop_table("assessment_registers")
