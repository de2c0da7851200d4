"""What binds a township, and its agencies, wait for another person: proposals of their own, and one more kind of them."""

import sqlalchemy as sa
from alembic import op

revision = "two_persons"
down_revision = "assessment_corrections"
branch_labels = None
depends_on = None

BINDINGS = ("duty_binding_proposals", "training_binding_proposals")
KINDS = (
    "'establishment', 'transfer', 'placement', 'move', 'leaving', 'need', 'agreement', 'booking', 'reversal',"
    " 'stock-posts', 'stock-people', 'stock-money', 'load-limits'"
)


def upgrade() -> None:
    for table in BINDINGS:
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("region", sa.Text(), nullable=False),
            sa.Column("bound_from", sa.Date(), nullable=False),
            sa.Column("state", sa.Text(), nullable=False),
            sa.Column("proposed_by", sa.Text(), nullable=False),
            sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("decided_by", sa.Text(), nullable=True),
            sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
            sa.CheckConstraint(
                "state IN ('open', 'confirmed', 'withdrawn', 'replaced')", name=op.f(f"ck_{table}_state")
            ),
            sa.CheckConstraint(
                "state <> 'confirmed' OR decided_by <> proposed_by", name=op.f(f"ck_{table}_two_persons")
            ),
            sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f(f"fk_{table}_region_regions")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        is_open = sa.text("state = 'open'")
        op.create_index(f"uq_{table}_open", table, ["region"], unique=True, postgresql_where=is_open)
    _allow(f"{KINDS}, 'agencies'")


def downgrade() -> None:
    # What was confirmed holds in the register of units; the proposals themselves have no name any more.
    op.execute("DELETE FROM resource_proposals WHERE what = 'agencies'")
    _allow(KINDS)
    for table in BINDINGS:
        op.drop_table(table)


def _allow(kinds: str) -> None:
    op.drop_constraint(op.f("ck_resource_proposals_what"), "resource_proposals", type_="check")
    op.create_check_constraint(op.f("ck_resource_proposals_what"), "resource_proposals", f"what IN ({kinds})")
