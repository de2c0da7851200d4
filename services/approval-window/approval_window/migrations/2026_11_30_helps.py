"""Help with applications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "helps"
down_revision = "used_days"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)
_CHECKS = {
    "mode": "mode IN ('accompanied', 'on-behalf')",
    "state": "state IN ('asked', 'given', 'ended')",
    "given": "(helper IS NULL) = (given_at IS NULL)",
    "ended": "(ended_at IS NULL) = (ending IS NULL)",
}


def upgrade() -> None:
    op.create_table(
        "helps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("helper", sa.Text(), nullable=True),
        sa.Column("errands", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'::text[]")),
        sa.Column("asked_at", _moment, nullable=True),
        sa.Column("given_at", _moment, nullable=True),
        sa.Column("ended_at", _moment, nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_helps_{name}")) for name, rule in _CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_helps_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helps")),
    )
    op.create_index(op.f("ix_helps_application_id"), "helps", ["application_id"])
    is_open, is_given = sa.text("state IN ('asked', 'given')"), sa.text("state = 'given'")
    op.create_index("uq_helps_open", "helps", ["application_id"], unique=True, postgresql_where=is_open)
    op.create_index("ix_helps_helper", "helps", ["helper"], postgresql_where=is_given)
    op.create_index("ix_helps_region", "helps", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def downgrade() -> None:
    op.drop_table("helps")
