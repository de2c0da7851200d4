"""Empty homes are watched by their meters, for a purpose, by two persons' decision, and for a time."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "vacancy"
down_revision = "cells"
branch_labels = None
depends_on = None

_T, _moment = sa.Text, sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_watches()
    _make_state()
    _make_findings()


def _watch() -> sa.Column[Any]:
    return sa.Column("watch_id", sa.Uuid(), nullable=False)


def _of_watch(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["watch_id"], ["vacancy_watches.id"], name=f"fk_{table}_watch_id_vacancy_watches")


def _make_watches() -> None:
    op.create_table(
        "vacancy_watches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, _T(), nullable=False) for name in ("state", "region", "purpose", "approval")),
        sa.Column("homes", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", _T(), nullable=False),
        sa.Column("proposed_at", _moment, nullable=False),
        sa.Column("approved_by", _T()),
        sa.Column("approved_at", _moment),
        sa.Column("asked_ends_on", sa.Date()),
        sa.Column("asked_by", _T()),
        sa.Column("ended_at", _moment),
        sa.Column("erased_at", _moment),
        sa.CheckConstraint("starts_on <= ends_on", name="ck_vacancy_watches_days"),
        sa.CheckConstraint("(state <> 'approved') OR approved_by IS NOT NULL", name="ck_vacancy_watches_approved"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="ck_vacancy_watches_two_persons"),
        sa.PrimaryKeyConstraint("id", name="pk_vacancy_watches"),
    )
    op.create_index("ix_vacancy_watches_region", "vacancy_watches", ["region", "id"])
    op.create_index(
        "ix_vacancy_watches_ends_on", "vacancy_watches", ["ends_on"], postgresql_where=sa.text("erased_at IS NULL")
    )
    _make_history("vacancy_watch_history", "watch_id", "vacancy_watches")


def _make_history(table: str, key: str, of: str) -> None:
    op.create_table(
        table,
        sa.Column(key, sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", _T(), nullable=False),
        sa.Column("by", _T(), nullable=False),
        sa.Column("at", _moment, nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{of}.id"], name=f"fk_{table}_{key}_{of}"),
        sa.PrimaryKeyConstraint(key, "version", name=f"pk_{table}"),
    )


def _make_state() -> None:
    op.create_table(
        "vacancy_meters",
        sa.Column("meter", _T(), nullable=False),
        _watch(),
        sa.Column("home_id", sa.Uuid(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        sa.Column("cell", _T()),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _of_watch("vacancy_meters"),
        sa.PrimaryKeyConstraint("meter", name="pk_vacancy_meters"),
    )
    op.create_index("uq_vacancy_meters_home_id", "vacancy_meters", ["home_id"], unique=True)
    op.create_index("ix_vacancy_meters_watch_id", "vacancy_meters", ["watch_id", "block", "place"])
    op.create_table(
        "vacancy_blocks",
        _watch(),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        _of_watch("vacancy_blocks"),
        sa.PrimaryKeyConstraint("watch_id", "block", name="pk_vacancy_blocks"),
    )
    op.create_table(
        "vacancy_refused",
        _watch(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", _T(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        sa.Column("readings", sa.BigInteger(), nullable=False),
        _of_watch("vacancy_refused"),
        sa.PrimaryKeyConstraint("watch_id", "day", "reason", name="pk_vacancy_refused"),
    )


def _make_findings() -> None:
    op.create_table(
        "vacancy_findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", _T(), nullable=False),
        _watch(),
        sa.Column("home_id", sa.Uuid(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("region", _T(), nullable=False),
        sa.Column("cell", _T()),
        sa.Column("rule", _T(), nullable=False),
        sa.Column("evidence", JSONB()),
        sa.Column("found_at", _moment, nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("answer", _T()),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("answered_by", _T()),
        sa.Column("answered_at", _moment),
        sa.CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="ck_vacancy_findings_answered"),
        _of_watch("vacancy_findings"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_vacancy_findings_task_id_tasks"),
        sa.PrimaryKeyConstraint("id", name="pk_vacancy_findings"),
    )
    keys = ["watch_id", "home_id", "episode"]
    op.create_index("uq_vacancy_findings_episode", "vacancy_findings", keys, unique=True)
    op.create_index("ix_vacancy_findings_region", "vacancy_findings", ["region", "id"])
    op.create_index("ix_vacancy_findings_found_at", "vacancy_findings", ["found_at"])
    _make_history("vacancy_finding_history", "finding_id", "vacancy_findings")


def downgrade() -> None:
    for table in (
        *("vacancy_finding_history", "vacancy_findings", "vacancy_refused", "vacancy_blocks", "vacancy_meters"),
        *("vacancy_watch_history", "vacancy_watches"),
    ):
        op.drop_table(table)
