"""Corrections of errors in decisions."""

import sqlalchemy as sa
from alembic import op

revision = "corrections"
down_revision = "opinions"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_CHECKS = {
    "state": "state IN ('asked', 'corrected', 'declined')",
    "found_by": "found_by IN ('holder', 'organ')",
    "decided": "(state = 'asked') = (decided_at IS NULL)",
    "numbered": "(state = 'corrected') = (number IS NOT NULL)",
    "decision": "num_nonnulls(decided_by, decided_at, seq) IN (0, 3)",
}
_TABLE = "application_corrections"


def upgrade() -> None:
    op.add_column("applications", sa.Column("corrected_at", _moment, nullable=True))
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("texts", sa.LargeBinary(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", _moment, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _moment, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{_TABLE}_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f(f"fk_{_TABLE}_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("number", name=op.f(f"uq_{_TABLE}_number")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_application_id"), _TABLE, ["application_id"])
    asked = sa.text("state = 'asked'")
    op.create_index(f"uq_{_TABLE}_asked", _TABLE, ["application_id"], unique=True, postgresql_where=asked)


def downgrade() -> None:
    op.drop_table(_TABLE)
    op.drop_column("applications", "corrected_at")
