"""Who waits in the hall."""

import sqlalchemy as sa
from alembic import op

revision = "queue"
down_revision = "holders"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "queue_tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("first_line", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("calls", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("called_by", sa.Text(), nullable=True),
        sa.Column("taken_at", _moment, nullable=False),
        sa.Column("called_at", _moment, nullable=True),
        sa.Column("ended_at", _moment, nullable=True),
        sa.Column("place_at", _moment, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'called', 'served', 'missed')", name=op.f("ck_queue_tickets_state")),
        sa.CheckConstraint("(state = 'called') = (called_by IS NOT NULL)", name=op.f("ck_queue_tickets_called_by")),
        sa.CheckConstraint(
            "(state IN ('served', 'missed')) = (ended_at IS NOT NULL)", name=op.f("ck_queue_tickets_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_tickets")),
    )
    serial = ["region", "day", "first_line", "serial"]
    op.create_index("uq_queue_tickets_serial", "queue_tickets", serial, unique=True)
    waiting = sa.text("state = 'waiting'")
    place = ["region", "day", "line", "place_at"]
    op.create_index("ix_queue_tickets_waiting", "queue_tickets", place, postgresql_where=waiting)
    called = sa.text("state = 'called'")
    op.create_index("uq_queue_tickets_called_by", "queue_tickets", ["called_by"], unique=True, postgresql_where=called)


def downgrade() -> None:
    op.drop_table("queue_tickets")
