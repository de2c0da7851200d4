"""The grid's support of a verification."""

import sqlalchemy as sa
from alembic import op

revision = "supports"
down_revision = "corrections"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_TABLE = "application_supports"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("due_at", _moment, nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", _moment, nullable=False),
        sa.Column("task_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("task_state", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("done_at", _moment, nullable=True),
        sa.CheckConstraint("num_nonnulls(lon, lat) IN (0, 2)", name=op.f(f"ck_{_TABLE}_place")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f(f"fk_{_TABLE}_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_application_id"), _TABLE, ["application_id"])
    wanted = sa.text("wanted")
    op.create_index(f"uq_{_TABLE}_wanted", _TABLE, ["application_id"], unique=True, postgresql_where=wanted)


def downgrade() -> None:
    op.drop_table(_TABLE)
