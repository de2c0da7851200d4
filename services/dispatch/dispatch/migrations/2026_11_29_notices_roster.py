"""What reached whom by which way, the rules of telling, numbers and systems; the roster, swaps and hand-over sheets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "notices_roster"
down_revision = "case_rules"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHANNELS = "'inbox', 'sms', 'webhook', 'file'"
STATES = "'waiting', 'held', 'gathered', 'delivered', 'failed', 'dropped'"
POSTS = "'duty-leader', 'shift-leader', 'dispatcher', 'on-call'"
SWAPS = "'asked', 'agreed', 'approved', 'refused', 'withdrawn'"
OUTCOMES = "'told', 'diverted', 'nobody'"


def upgrade() -> None:
    _notices()
    _deliveries()
    _rules()
    _ways()
    _shifts()
    _sheets()


def _notices() -> None:
    op.add_column("notices", sa.Column("spread_at", MOMENT))
    op.add_column("notices", sa.Column("outcome", sa.Text()))
    op.add_column("notices", sa.Column("step", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("notices", sa.Column("ladder", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("notices", sa.Column("acknowledge_minutes", sa.Integer()))
    op.add_column("notices", sa.Column("acknowledge_by", MOMENT))
    op.add_column("notices", sa.Column("acknowledged_by", sa.Text()))
    op.add_column("notices", sa.Column("acknowledged_at", MOMENT))
    op.create_check_constraint(op.f("ck_notices_outcome"), "notices", f"outcome IN ({OUTCOMES})")
    unspread, unanswered = sa.text("spread_at IS NULL"), sa.text("acknowledge_by IS NOT NULL")
    op.create_index("ix_notices_unspread", "notices", ["id"], postgresql_where=unspread)
    op.create_index("ix_notices_unanswered", "notices", ["acknowledge_by"], postgresql_where=unanswered)


def _deliveries() -> None:
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("last_error", sa.Text()),
        sa.Column("delivered_at", MOMENT),
        sa.Column("read_at", MOMENT),
        sa.Column("digest_over", sa.Integer(), nullable=False),
        sa.Column("digest_of", sa.Integer()),
        sa.Column("carried_by", sa.Uuid()),
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("ck_notice_deliveries_channel")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_notice_deliveries_state")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_deliveries_notice_id_notices")),
        sa.ForeignKeyConstraint(
            ["carried_by"], ["notice_deliveries.id"], name=op.f("fk_notice_deliveries_carried_by_notice_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
        sa.UniqueConstraint("notice_id", "recipient", "channel", name=op.f("uq_notice_deliveries_notice_id")),
    )
    table = "notice_deliveries"
    inbox, due = sa.text("channel = 'inbox'"), sa.text("state IN ('waiting', 'held')")
    op.create_index("ix_notice_deliveries_inbox", table, ["recipient", "seq"], postgresql_where=inbox)
    op.create_index("ix_notice_deliveries_due", table, ["next_at"], postgresql_where=due)
    failed = sa.text("state = 'failed'")
    op.create_index("ix_notice_deliveries_failed", table, ["region", "id"], postgresql_where=failed)


def _rules() -> None:
    op.create_table(
        "notice_rules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("urgent", sa.Boolean()),
        sa.Column("channels", postgresql.JSONB(), nullable=False),
        sa.Column("quiet_from", sa.Time()),
        sa.Column("quiet_to", sa.Time()),
        sa.Column("acknowledge_minutes", sa.Integer()),
        sa.Column("ladder", postgresql.JSONB(), nullable=False),
        sa.Column("digest_over", sa.Integer(), nullable=False),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_to IS NULL)", name=op.f("ck_notice_rules_quiet")),
        sa.CheckConstraint("acknowledge_minutes > 0", name=op.f("ck_notice_rules_acknowledge_minutes")),
        sa.CheckConstraint("digest_over > 0", name=op.f("ck_notice_rules_digest_over")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rules")),
    )
    op.create_table(
        "notice_rule_history",
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "version", name=op.f("pk_notice_rule_history")),
    )


def _ways() -> None:
    op.create_table(
        "contact_numbers",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("is_mobile", sa.Boolean(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_contact_numbers_person_id_persons")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_contact_numbers")),
    )
    op.create_table(
        "contact_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_looks")),
    )
    op.create_index("ix_contact_looks_at", "contact_looks", ["at"])
    op.create_table(
        "notice_webhooks",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notice_webhooks_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_notice_webhooks")),
    )
    by_prefix = {"region": "text_pattern_ops"}
    op.create_index("ix_notice_webhooks_region", "notice_webhooks", ["region"], postgresql_ops=by_prefix)


def _shifts() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column(
            "during",
            postgresql.TSTZRANGE(),
            sa.Computed("tstzrange(starts_at, ends_at)", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT),
        sa.Column("relieved_at", MOMENT),
        sa.Column("missed_told_at", MOMENT),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_order")),
        sa.CheckConstraint(f"post IN ({POSTS})", name=op.f("ck_shifts_post")),
        sa.CheckConstraint("state IN ('planned', 'cancelled')", name=op.f("ck_shifts_state")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_shifts_region_regions")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_shifts_person_id_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        postgresql.ExcludeConstraint(
            ("person_id", "="),
            ("during", "&&"),
            where=sa.text("state = 'planned'"),
            using="gist",
            name=op.f("ex_shifts_person_id"),
        ),
    )
    by_prefix = {"region": "text_pattern_ops"}
    op.create_index("ix_shifts_region", "shifts", ["region", "starts_at"], postgresql_ops=by_prefix)
    unrelieved = sa.text("relieved_at IS NULL AND missed_told_at IS NULL")
    op.create_index("ix_shifts_unrelieved", "shifts", ["ends_at"], postgresql_where=unrelieved)
    op.create_table(
        "roster_rules",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("needs", postgresql.JSONB(), nullable=False),
        sa.Column("missed_after_minutes", sa.Integer(), nullable=False),
        sa.Column("held_hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_roster_rules")),
    )
    op.create_table(
        "roster_gaps",
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("region", "post", "starts_at", name=op.f("pk_roster_gaps")),
    )
    op.create_table(
        "roster_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_history")),
    )
    op.create_index("ix_roster_history_about", "roster_history", ["about", "id"])


def _sheets() -> None:
    by_prefix = {"region": "text_pattern_ops"}
    op.create_table(
        "shift_swaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("other_shift_id", sa.Uuid()),
        sa.Column("from_person", sa.Text(), nullable=False),
        sa.Column("to_person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", MOMENT),
        sa.CheckConstraint(f"state IN ({SWAPS})", name=op.f("ck_shift_swaps_state")),
        sa.CheckConstraint("from_person <> to_person", name=op.f("ck_shift_swaps_two_persons")),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by NOT IN (from_person, to_person)",
            name=op.f("ck_shift_swaps_third_person"),
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_shift_swaps_shift_id_shifts")),
        sa.ForeignKeyConstraint(["other_shift_id"], ["shifts.id"], name=op.f("fk_shift_swaps_other_shift_id_shifts")),
        sa.ForeignKeyConstraint(["to_person"], ["persons.id"], name=op.f("fk_shift_swaps_to_person_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_swaps")),
    )
    is_open = sa.text("state IN ('asked', 'agreed')")
    op.create_index("uq_shift_swaps_open", "shift_swaps", ["shift_id"], unique=True, postgresql_where=is_open)
    op.create_index("ix_shift_swaps_region", "shift_swaps", ["region", "id"], postgresql_ops=by_prefix)
    op.create_table(
        "shift_sheets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("from_shift", sa.Uuid(), nullable=False),
        sa.Column("to_shift", sa.Uuid(), nullable=False),
        sa.Column("from_person", sa.Text(), nullable=False),
        sa.Column("to_person", sa.Text(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(), nullable=False),
        sa.Column("remarks", sa.LargeBinary()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.CheckConstraint("from_person <> to_person", name=op.f("ck_shift_sheets_two_persons")),
        sa.ForeignKeyConstraint(["from_shift"], ["shifts.id"], name=op.f("fk_shift_sheets_from_shift_shifts")),
        sa.ForeignKeyConstraint(["to_shift"], ["shifts.id"], name=op.f("fk_shift_sheets_to_shift_shifts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_sheets")),
        sa.UniqueConstraint("from_shift", name=op.f("uq_shift_sheets_from_shift")),
    )
    op.create_index("ix_shift_sheets_region", "shift_sheets", ["region", "id"], postgresql_ops=by_prefix)


def downgrade() -> None:
    for table in (
        *("shift_sheets", "shift_swaps", "roster_history", "roster_gaps", "roster_rules", "shifts"),
        *("notice_webhooks", "contact_looks", "contact_numbers", "notice_rule_history", "notice_rules"),
        "notice_deliveries",
    ):
        op.drop_table(table)
    op.drop_index("ix_notices_unanswered", "notices")
    op.drop_index("ix_notices_unspread", "notices")
    op.drop_constraint(op.f("ck_notices_outcome"), "notices", type_="check")
    for name in ("acknowledged_at", "acknowledged_by", "acknowledge_by", "acknowledge_minutes", "ladder", "step"):
        op.drop_column("notices", name)
    op.drop_column("notices", "outcome")
    op.drop_column("notices", "spread_at")
