"""Powers in force before, taken over by two persons; the window's open applications and licences; who watches over them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "power_backing"
down_revision = "scores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence_copies",
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("licence_id", name=op.f("pk_licence_copies")),
    )
    op.create_index(op.f("ix_licence_copies_application_id"), "licence_copies", ["application_id"], unique=False)
    op.create_index(
        "ix_licence_copies_region",
        "licence_copies",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "power_applications",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_power_applications")),
    )
    op.create_index(
        "ix_power_applications_region",
        "power_applications",
        ["region", "power"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )
    op.create_table(
        "power_takeovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drawn_up_by", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> drawn_up_by", name=op.f("ck_power_takeovers_two_persons")
        ),
        sa.CheckConstraint("state IN ('open', 'confirmed', 'withdrawn')", name=op.f("ck_power_takeovers_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_takeovers")),
    )
    op.create_table(
        "supervision_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('power', 'licence', 'duty')", name=op.f("ck_supervision_checks_kind")),
        sa.CheckConstraint("sampled > 0", name=op.f("ck_supervision_checks_sampled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_checks")),
    )
    op.create_index("ix_supervision_checks_subject", "supervision_checks", ["subject", "checked_on"], unique=False)
    op.create_table(
        "supervision_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_history")),
    )
    op.create_index("ix_supervision_history_subject", "supervision_history", ["subject", "id"], unique=False)
    op.create_table(
        "supervisions",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("every_months", sa.SmallInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('power', 'licence', 'duty')", name=op.f("ck_supervisions_kind")),
        sa.CheckConstraint("every_months BETWEEN 1 AND 24", name=op.f("ck_supervisions_every_months")),
        sa.PrimaryKeyConstraint("kind", "subject", "named_on", name=op.f("pk_supervisions")),
    )
    op.execute(
        "INSERT INTO supervisions (kind, subject, region, named_on, agency, plan, every_months, by, at) "
        "SELECT 'power', s.power_id::text, p.region, s.named_on, s.agency, s.plan, s.every_months, s.by, s.at "
        "FROM power_supervisions s JOIN powers p ON p.id = s.power_id"
    )
    op.execute(
        "INSERT INTO supervision_checks (id, kind, subject, agency, checked_on, sampled, findings, by, at) "
        "SELECT id, 'power', power_id::text, agency, checked_on, sampled, findings, by, at FROM power_checks"
    )
    # A report names its officers; what they have learnt stands in the register of certificates.
    op.execute(
        "UPDATE powers SET readiness = jsonb_set(readiness, '{officers}', (SELECT coalesce(jsonb_agg(o -> 'person_id'), "
        "'[]') FROM jsonb_array_elements(readiness -> 'officers') o)) WHERE readiness IS NOT NULL"
    )
    op.drop_index(op.f("ix_power_checks_power_id"), table_name="power_checks")
    op.drop_table("power_checks")
    op.drop_table("power_supervisions")
    op.add_column(
        "powers", sa.Column("ending", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column("powers", sa.Column("takeover_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_powers_takeover_id_power_takeovers"), "powers", "power_takeovers", ["takeover_id"], ["id"]
    )
    # What was taken over names who decided instead of figures.
    op.drop_constraint(op.f("ck_powers_formal_is_decided"), "powers", type_="check")
    op.create_check_constraint(
        op.f("ck_powers_formal_is_decided"), "powers", "state <> 'formal' OR volume > 0 OR takeover_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_powers_formal_is_decided"), "powers", type_="check")
    op.create_check_constraint(op.f("ck_powers_formal_is_decided"), "powers", "state <> 'formal' OR volume > 0")
    op.drop_constraint(op.f("fk_powers_takeover_id_power_takeovers"), "powers", type_="foreignkey")
    op.drop_column("powers", "takeover_id")
    op.drop_column("powers", "ending")
    op.create_table(
        "power_supervisions",
        sa.Column("power_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("named_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.TEXT(), autoincrement=False, nullable=True),
        sa.Column("every_months", sa.SMALLINT(), autoincrement=False, nullable=True),
        sa.Column("by", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.CheckConstraint("every_months >= 1 AND every_months <= 24", name=op.f("ck_power_supervisions_every_months")),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_supervisions_power_id_powers")),
        sa.PrimaryKeyConstraint("power_id", "named_on", name=op.f("pk_power_supervisions")),
    )
    op.create_table(
        "power_checks",
        sa.Column("id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("power_id", sa.UUID(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("checked_on", sa.DATE(), autoincrement=False, nullable=False),
        sa.Column("sampled", sa.INTEGER(), autoincrement=False, nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), autoincrement=False, nullable=False),
        sa.Column("by", sa.TEXT(), autoincrement=False, nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), autoincrement=False, nullable=False),
        sa.CheckConstraint("sampled > 0", name=op.f("ck_power_checks_sampled")),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_checks_power_id_powers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_checks")),
    )
    op.create_index(op.f("ix_power_checks_power_id"), "power_checks", ["power_id", "checked_on"], unique=False)
    op.drop_table("supervisions")
    op.drop_index("ix_supervision_history_subject", table_name="supervision_history")
    op.drop_table("supervision_history")
    op.drop_index("ix_supervision_checks_subject", table_name="supervision_checks")
    op.drop_table("supervision_checks")
    op.drop_table("power_takeovers")
    op.drop_index(
        "ix_power_applications_region", table_name="power_applications", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_table("power_applications")
    op.drop_index(
        "ix_licence_copies_region", table_name="licence_copies", postgresql_ops={"region": "text_pattern_ops"}
    )
    op.drop_index(op.f("ix_licence_copies_application_id"), table_name="licence_copies")
    op.drop_table("licence_copies")
