"""The catalogue of powers, their lives and days in townships, and who watches over them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "powers"
down_revision = "admissions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "power_catalogue",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("matters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("officers", sa.SmallInteger(), nullable=False),
        sa.Column("equipment", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'penalty' OR (mode = 'delegated' AND officers >= 2)", name=op.f("ck_power_catalogue_penalty")
        ),
        sa.CheckConstraint("kind IN ('licence', 'service', 'penalty')", name=op.f("ck_power_catalogue_kind")),
        sa.CheckConstraint("mode IN ('delegated', 'entrusted')", name=op.f("ck_power_catalogue_mode")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_power_catalogue_order")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_power_catalogue_code")),
    )
    op.create_table(
        "powers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readiness", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("reported_by", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("proclaimed_by", sa.Text(), nullable=True),
        sa.Column("coach", sa.Text(), nullable=True),
        sa.Column("prolonged", sa.Boolean(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=True),
        sa.Column("evaluated_by", sa.Text(), nullable=True),
        sa.Column("hand_over", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint("state <> 'formal' OR volume > 0", name=op.f("ck_powers_formal_is_decided")),
        sa.CheckConstraint(
            "state IN ('chosen', 'ready', 'proclaimed', 'trial', 'evaluated', 'prolonged', 'formal', 'lapsed', 'taken-back', 'dropped')",
            name=op.f("ck_powers_state"),
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_powers_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_powers")),
    )
    op.create_index(
        "ix_powers_region", "powers", ["region", "code"], unique=False, postgresql_ops={"region": "text_pattern_ops"}
    )
    op.create_index("ix_powers_state", "powers", ["state", "region"], unique=False)
    op.create_index(
        "uq_powers_living",
        "powers",
        ["region", "code"],
        unique=True,
        postgresql_where=sa.text("(state NOT IN ('taken-back', 'dropped'))"),
    )
    op.create_table(
        "power_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("power_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sampled > 0", name=op.f("ck_power_checks_sampled")),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_checks_power_id_powers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_checks")),
    )
    op.create_index("ix_power_checks_power_id", "power_checks", ["power_id", "checked_on"], unique=False)
    op.create_table(
        "power_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("power_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_history_power_id_powers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_history")),
    )
    op.create_index("ix_power_history_power_id", "power_history", ["power_id", "id"], unique=False)
    op.create_table(
        "power_supervisions",
        sa.Column("power_id", sa.Uuid(), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("every_months", sa.SmallInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_months BETWEEN 1 AND 24", name=op.f("ck_power_supervisions_every_months")),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_supervisions_power_id_powers")),
        sa.PrimaryKeyConstraint("power_id", "named_on", name=op.f("pk_power_supervisions")),
    )
    op.create_table(
        "power_terms",
        sa.Column("power_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to, '[]')", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_power_terms_order")),
        sa.ForeignKeyConstraint(["power_id"], ["powers.id"], name=op.f("fk_power_terms_power_id_powers")),
    )
    op.create_index(op.f("ix_power_terms_power_id"), "power_terms", ["power_id"], unique=False)
    # What SQLAlchemy cannot say: temporal keys.
    op.execute(
        "ALTER TABLE power_catalogue ADD CONSTRAINT pk_power_catalogue PRIMARY KEY (code, valid WITHOUT OVERLAPS)"
    )
    op.execute(
        "ALTER TABLE power_terms ADD CONSTRAINT pk_power_terms PRIMARY KEY (region, code, valid WITHOUT OVERLAPS)"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_power_terms_power_id"), table_name="power_terms")
    op.drop_table("power_terms")
    op.drop_table("power_supervisions")
    op.drop_index("ix_power_history_power_id", table_name="power_history")
    op.drop_table("power_history")
    op.drop_index("ix_power_checks_power_id", table_name="power_checks")
    op.drop_table("power_checks")
    op.drop_index(
        "uq_powers_living", table_name="powers", postgresql_where=sa.text("(state NOT IN ('taken-back', 'dropped'))")
    )
    op.drop_index("ix_powers_state", table_name="powers")
    op.drop_index("ix_powers_region", table_name="powers", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("powers")
    op.drop_table("power_catalogue")
