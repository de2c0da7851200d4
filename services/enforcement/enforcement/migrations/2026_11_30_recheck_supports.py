"""The grid's support of a re-check."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "recheck_supports"
down_revision = "inspection_caps"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_TABLE = "inspection_supports"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "inspection_id")),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("officials", JSONB(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in ("lon", "lat")),
        sa.Column("due_at", _moment, nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", _moment, nullable=False),
        sa.Column("task_version", sa.Integer(), server_default="0", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("task_state", "role", "result")),
        sa.Column("done_at", _moment, nullable=True),
        sa.CheckConstraint("num_nonnulls(lon, lat) IN (0, 2)", name=op.f(f"ck_{_TABLE}_place")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f(f"fk_{_TABLE}_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_inspection_id"), _TABLE, ["inspection_id"])
    wanted = sa.text("wanted")
    op.create_index(f"uq_{_TABLE}_wanted", _TABLE, ["inspection_id"], unique=True, postgresql_where=wanted)


def downgrade() -> None:
    op.drop_table(_TABLE)
