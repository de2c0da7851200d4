"""The registry is filled from files, seen on visits and kept right; its keys rotate, and it forgets in time."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "books"
down_revision = "outreach"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_T = sa.Text
KINDS = ("home", "resident", "household", "enterprise", "place", "facility")
# What a kind must say, after how many days it is stale, how many records a day a worker is asked to mend in a cell.
RULES = {
    "home": (["address", "cell"], 365),
    "resident": (["name", "id_number", "phone", "cell"], 180),
    "household": (["home_id", "cell"], 365),
    "enterprise": (["credit_code", "phone", "cell"], 180),
    "place": (["contact", "phone", "cell"], 90),
    "facility": (["cell", "lon"], 365),
}
MOST_A_DAY = 5
# Days kept, and the fewest that may be set.
RETENTION = {
    "ended-records": (1_825, 30),
    "ended-ties": (1_825, 30),
    "history": (1_825, 180),
    "looks": (1_095, 180),
    "visits": (1_095, 30),
    "import-files": (7, 1),
    "import-lines": (180, 7),
}


def upgrade() -> None:
    op.add_column("record_history", sa.Column("sealed_under", _T(), nullable=False, server_default=""))
    op.create_index(
        "ix_record_history_sealed_under",
        "record_history",
        ["sealed_under"],
        postgresql_where=sa.text("sealed <> '{}'::jsonb"),
    )
    op.create_index("ix_record_history_at", "record_history", ["at"])
    op.create_index("ix_record_ties_valid_to", "record_ties", ["valid_to"])
    _make_imports()
    _make_visits()
    _make_quality()
    _make_retention()


def downgrade() -> None:
    for table in (
        *("registry_deletions", "registry_retention_history", "registry_retention", "record_mendings"),
        *("quality_rounds", "quality_rules", "record_visits", "registry_import_rows", "registry_imports"),
    ):
        op.drop_table(table)
    op.drop_index("ix_record_ties_valid_to")
    op.drop_index("ix_record_history_at")
    op.drop_index("ix_record_history_sealed_under")
    op.drop_column("record_history", "sealed_under")


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=f"ck_{table}_{column}")


def _make_imports() -> None:
    name = "registry_imports"
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(one, _T(), nullable=False) for one in ("region", "kind", "mode", "state", "by")),
        sa.Column("is_workbook", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("sealed_under", _T(), nullable=False),
        sa.Column("problem", _T()),
        *(
            sa.Column(one, sa.Integer(), nullable=False)
            for one in ("rows", "checked", "added", "changed", "same", "refused")
        ),
        *(sa.Column(one, _moment, nullable=False) for one in ("given_at", "changed_at")),
        sa.Column("ended_at", _moment),
        _one_of(name, "kind", KINDS),
        _one_of(name, "mode", ("whole", "good")),
        _one_of(name, "state", ("waiting", "checking", "taking", "done", "refused")),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_open", name, ["id"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index(f"ix_{name}_region", name, ["region", "id"])
    op.create_index(f"ix_{name}_ended_at", name, ["ended_at"])
    rows = "registry_import_rows"
    op.create_table(
        rows,
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", _T(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("flaws", JSONB(), nullable=False),
        sa.Column("record_id", sa.Uuid()),
        _one_of(rows, "state", ("read", "checked", "added", "changed", "same", "refused", "not-taken")),
        sa.ForeignKeyConstraint(["import_id"], [f"{name}.id"], name=f"fk_{rows}_import_id_{name}"),
        sa.PrimaryKeyConstraint("import_id", "line", name=f"pk_{rows}"),
    )
    op.create_index(f"ix_{rows}_state", rows, ["import_id", "state", "line"])


def _make_visits() -> None:
    name = "record_visits"
    op.create_table(
        name,
        *(sa.Column(one, sa.Uuid(), nullable=False) for one in ("id", "record_id")),
        *(sa.Column(one, _T(), nullable=False) for one in ("kind", "region")),
        sa.Column("cell", _T()),
        sa.Column("worker_id", _T(), nullable=False),
        *(sa.Column(one, _moment, nullable=False) for one in ("device_at", "at")),
        *(sa.Column(one, JSONB(), nullable=False) for one in ("confirmed", "changed")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("sealed_under", _T(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_record_id", name, ["record_id", "id"])
    op.create_index(f"ix_{name}_at", name, ["at"])
    op.create_index(f"ix_{name}_sealed_under", name, ["sealed_under"])


def _make_quality() -> None:
    rules = op.create_table(
        "quality_rules",
        sa.Column("region", _T(), nullable=False),
        sa.Column("kind", _T(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("needed", JSONB(), nullable=False),
        *(sa.Column(one, sa.Integer(), nullable=False) for one in ("stale_days", "most_a_day")),
        sa.Column("by", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        _one_of("quality_rules", "kind", KINDS),
        sa.PrimaryKeyConstraint("region", "kind", "version", name="pk_quality_rules"),
    )
    written = {"region": "", "version": 1, "most_a_day": MOST_A_DAY, "by": "system:seed"}
    written |= {"at": datetime(2026, 11, 29, tzinfo=UTC)}
    op.bulk_insert(
        rules,
        [written | {"kind": kind, "needed": needed, "stale_days": days} for kind, (needed, days) in RULES.items()],
    )
    op.create_table(
        "quality_rounds",
        sa.Column("township", _T(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("township", name="pk_quality_rounds"),
    )
    op.create_table(
        "record_mendings",
        *(sa.Column(one, _T(), nullable=False) for one in ("key", "region", "cell", "kind")),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("finding", _T(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", _moment, nullable=False),
        sa.Column("closed_at", _moment),
        sa.PrimaryKeyConstraint("key", name="pk_record_mendings"),
    )
    op.create_index(
        "ix_record_mendings_record_id",
        "record_mendings",
        ["record_id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_record_mendings_cell", "record_mendings", ["cell", "opened_at"])


def _make_retention() -> None:
    retention = op.create_table(
        "registry_retention",
        sa.Column("what", _T(), nullable=False),
        *(sa.Column(one, sa.Integer(), nullable=False) for one in ("version", "days", "least_days")),
        sa.PrimaryKeyConstraint("what", name="pk_registry_retention"),
    )
    op.bulk_insert(
        retention,
        [{"what": what, "version": 1, "days": days, "least_days": least} for what, (days, least) in RETENTION.items()],
    )
    op.create_table(
        "registry_retention_history",
        sa.Column("what", _T(), nullable=False),
        *(sa.Column(one, sa.Integer(), nullable=False) for one in ("version", "days")),
        sa.Column("by", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.PrimaryKeyConstraint("what", "version", name="pk_registry_retention_history"),
    )
    op.create_table(
        "registry_deletions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", _T(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        *(sa.Column(one, _moment, nullable=False) for one in ("before", "at")),
        sa.PrimaryKeyConstraint("id", name="pk_registry_deletions"),
    )
    op.create_index("ix_registry_deletions_at", "registry_deletions", ["at"])
