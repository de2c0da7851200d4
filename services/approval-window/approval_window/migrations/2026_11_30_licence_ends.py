"""A licence ends: revoked or cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "licence_ends"
down_revision = "queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("licences", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name in ("end", "ground", "ended_by"):
        op.add_column("licences", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("licences", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("licences", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("licences", sa.Column("words", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(op.f("ck_licences_ended"), "licences", '(ended_on IS NULL) = ("end" IS NULL)')
    op.create_check_constraint(op.f("ck_licences_ground"), "licences", "(\"end\" = 'revoked') = (ground IS NOT NULL)")
    holds = sa.text("ended_on IS NULL")
    op.create_index("ix_licences_valid_to", "licences", ["valid_to"], postgresql_where=holds)
    op.create_index("ix_licences_region", "licences", ["region"], postgresql_ops={"region": "text_pattern_ops"})


def downgrade() -> None:
    op.drop_index("ix_licences_region", "licences")
    op.drop_index("ix_licences_valid_to", "licences")
    for name in ("ground", "ended"):
        op.drop_constraint(op.f(f"ck_licences_{name}"), "licences", type_="check")
    for name in ("words", "ended_at", "ended_on", "ended_by", "ground", "end", "version"):
        op.drop_column("licences", name)
