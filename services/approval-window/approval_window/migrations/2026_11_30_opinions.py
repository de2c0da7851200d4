"""Agencies whose opinion is asked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "opinions"
down_revision = "helps"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_COUNTS = ("opinions_asked", "opinions_open", "opinions_in_time")
_CHECKS = {
    "opinion": "opinion IN ('agree', 'disagree')",
    "given": 'num_nonnulls(opinion, unit_id, "by", given_at) IN (0, 4)',
}


def upgrade() -> None:
    op.add_column(
        "item_versions", sa.Column("opinions", JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False)
    )
    for name in _COUNTS:
        op.add_column("applications", sa.Column(name, sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("applications", sa.Column("opinion_due_at", _moment, nullable=True))
    fits = "opinions_open + opinions_in_time <= opinions_asked"
    op.create_check_constraint(op.f("ck_applications_opinions"), "applications", fits)
    _add_opinions()
    where = {"open": "opinion IS NULL", "provisional": "provisional AND opinion IS NULL"}
    for name, columns in (("open", ["region", "agency", "due_at"]), ("provisional", ["application_id"])):
        index = f"ix_application_opinions_{name}"
        op.create_index(index, "application_opinions", columns, postgresql_where=sa.text(where[name]))


def _add_opinions() -> None:
    op.create_table(
        "application_opinions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("silence_agrees", sa.Boolean(), nullable=False),
        sa.Column("asked_at", _moment, nullable=False),
        sa.Column("due_at", _moment, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("given_at", _moment, nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_application_opinions_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_application_opinions_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_opinions")),
        sa.UniqueConstraint("application_id", "region", "agency", name=op.f("uq_application_opinions_application_id")),
    )


def downgrade() -> None:
    op.drop_table("application_opinions")
    op.drop_constraint(op.f("ck_applications_opinions"), "applications", type_="check")
    for name in ("opinion_due_at", *_COUNTS):
        op.drop_column("applications", name)
    op.drop_column("item_versions", "opinions")
