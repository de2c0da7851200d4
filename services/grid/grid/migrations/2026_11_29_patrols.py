"""How often is what visited, the day's rounds with their stops, and what a worker settled on the spot."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "patrols"
down_revision = "vacancy"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_T = sa.Text

STATES = ("open", "missed", "fine", "hazard", "closed", "not-found", "well", "needs-help", "not-met", "moved")
AWAY = ("no-position", "map-wrong", "no-access", "met-elsewhere")
MISSED = ("other-duty", "worker-ill", "weather", "no-access", "too-many")
KINDS = ("place", "person")
ITEMS_BEFORE = ("accept", "set-out", "arrive", "handle", "finish", "return", "note", "patrol-report")
ITEMS = (*ITEMS_BEFORE, "check-in")


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(one) for one in words)})", name=f"ck_{table}_{column}")


def _allow_items(words: tuple[str, ...]) -> None:
    """Let a phone without signal send these kinds of items later."""
    op.drop_constraint("ck_sync_items_kind", "sync_items")
    op.create_check_constraint(op.f("ck_sync_items_kind"), "sync_items", _one_of("sync_items", "kind", words).sqltext)


def upgrade() -> None:
    op.add_column("patrol_reports", sa.Column("solved_result", _T()))
    op.add_column("patrol_reports", sa.Column("solved_note", sa.LargeBinary()))
    op.create_index("ix_patrol_reports_cell", "patrol_reports", ["cell", "reported_at"])
    _allow_items(ITEMS)
    _make_rules()
    _make_rounds()
    _make_stops()
    _make_marks_and_steps()


def downgrade() -> None:
    for table in (
        *("patrol_note_looks", "patrol_steps", "patrol_marks", "patrol_stops", "patrol_rounds", "patrol_days"),
        *("patrol_rules", "patrol_rule_proposals"),
    ):
        op.drop_table(table)
    op.execute("DELETE FROM sync_items WHERE kind = 'check-in'")
    _allow_items(ITEMS_BEFORE)
    op.drop_index("ix_patrol_reports_cell", "patrol_reports")
    op.drop_column("patrol_reports", "solved_note")
    op.drop_column("patrol_reports", "solved_result")


def _make_rules() -> None:
    name = "patrol_rule_proposals"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", _T(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("definition", JSONB(), nullable=False),
        sa.Column("basis", _T(), nullable=False),
        sa.Column("state", _T(), nullable=False),
        sa.Column("proposed_by", _T(), nullable=False),
        sa.Column("proposed_at", _moment, nullable=False),
        sa.Column("decided_by", _T()),
        sa.Column("decided_at", _moment),
        _one_of(name, "state", ("open", "approved", "turned-down", "withdrawn")),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'turned-down') OR decided_by <> proposed_by", name=f"ck_{name}_four_eyes"
        ),
    )
    op.create_index(f"ix_{name}_region", name, ["region", "id"])
    op.create_table(
        "patrol_rules",
        sa.Column("region", _T(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("definition", JSONB(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), sa.ForeignKey(f"{name}.id"), nullable=False),
        sa.Column("by", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
    )


def _make_rounds() -> None:
    op.create_table(
        "patrol_days",
        sa.Column("region", _T(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("made_at", _moment, nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("left_over", sa.Integer(), nullable=False, server_default="0"),
    )
    name = "patrol_rounds"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", _T(), nullable=False),
        sa.Column("cell", _T(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", _T(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("made_at", _moment, nullable=False),
        sa.Column("due_at", _moment, nullable=False),
        sa.Column("ended_at", _moment),
        _one_of(name, "state", ("open", "ended")),
    )
    op.create_index("uq_patrol_rounds_day", name, ["cell", "day"], unique=True)
    op.create_index("ix_patrol_rounds_due_at", name, ["due_at"], postgresql_where=sa.text("state = 'open'"))


def _make_stops() -> None:
    name = "patrol_stops"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("round_id", sa.Uuid(), sa.ForeignKey("patrol_rounds.id"), nullable=False),
        *(sa.Column(one, _T(), nullable=False) for one in ("kind", "region", "cell")),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("was_missed", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double()),
        sa.Column("lat", sa.Double()),
        sa.Column("tolerance_m", sa.Integer(), nullable=False),
        sa.Column("due_at", _moment, nullable=False),
        sa.Column("state", _T(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("checked_by", _T()),
        sa.Column("client_id", sa.Uuid()),
        sa.Column("device_at", _moment),
        sa.Column("checked_at", _moment),
        sa.Column("distance_m", sa.Integer()),
        sa.Column("away_reason", _T()),
        sa.Column("position", sa.LargeBinary()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("patrol_reports.id")),
        sa.Column("missed_at", _moment),
        sa.Column("missed_reason", _T()),
        sa.Column("explained_by", _T()),
        sa.Column("explained_at", _moment),
        _one_of(name, "kind", KINDS),
        _one_of(name, "state", STATES),
        _one_of(name, "away_reason", AWAY),
        _one_of(name, "missed_reason", MISSED),
    )
    op.create_index("ix_patrol_stops_round_id", name, ["round_id", "seq"])
    op.create_index("uq_patrol_stops_client_id", name, ["checked_by", "client_id"], unique=True)
    op.create_index("uq_patrol_stops_record", name, ["record_id", "day"], unique=True)
    op.create_index("ix_patrol_stops_cell", name, ["cell", "day"])
    op.create_index("ix_patrol_stops_missed", name, ["region", "id"], postgresql_where=sa.text("missed_at IS NOT NULL"))


def _make_marks_and_steps() -> None:
    op.create_table(
        "patrol_marks",
        sa.Column("record_id", sa.Uuid(), primary_key=True),
        *(sa.Column(one, _T(), nullable=False) for one in ("kind", "region", "cell")),
        sa.Column("last_at", _moment),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("not_met", sa.Integer(), nullable=False),
        _one_of("patrol_marks", "kind", KINDS),
    )
    op.create_index(
        "ix_patrol_marks_not_met", "patrol_marks", ["region", "record_id"], postgresql_where=sa.text("not_met > 0")
    )
    op.create_table(
        "patrol_steps",
        sa.Column("about_id", sa.Uuid(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True),
        sa.Column("action", _T(), nullable=False),
        sa.Column("from_state", _T()),
        sa.Column("to_state", _T(), nullable=False),
        sa.Column("by", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
    )
    op.create_table(
        "patrol_note_looks",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("stop_id", sa.Uuid(), sa.ForeignKey("patrol_stops.id"), nullable=False),
        sa.Column("by", _T(), nullable=False),
        sa.Column("purpose", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
    )
    op.create_index("ix_patrol_note_looks_stop_id", "patrol_note_looks", ["stop_id"])
