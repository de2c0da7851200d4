"""A file whose step fails again and again is set aside, and a household has one head, whoever says two at once."""

import sqlalchemy as sa
from alembic import op

revision = "registry_upkeep"
down_revision = "books"
branch_labels = None
depends_on = None

STATES = ("waiting", "checking", "taking", "done", "refused")


def _states(*words: str) -> str:
    return f"state IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    op.add_column("registry_imports", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("registry_imports", sa.Column("again_at", sa.DateTime(timezone=True)))
    op.drop_constraint("ck_registry_imports_state", "registry_imports")
    op.create_check_constraint(op.f("ck_registry_imports_state"), "registry_imports", _states(*STATES, "failed"))
    _end_second_heads()
    op.create_index(
        "uq_record_ties_head",
        "record_ties",
        ["to_id"],
        unique=True,
        postgresql_where=sa.text("relation = 'heads' AND valid_to IS NULL"),
    )


def _end_second_heads() -> None:
    """End all but the first of the heads that a household has: two calls at once could give it two."""
    op.execute(
        """
        UPDATE record_ties AS later SET valid_to = greatest(later.valid_from, current_date), ended_by = 'registry'
        WHERE later.relation = 'heads' AND later.valid_to IS NULL AND EXISTS (
            SELECT FROM record_ties AS first
            WHERE first.to_id = later.to_id AND first.relation = 'heads' AND first.valid_to IS NULL
                AND first.id < later.id)
        """
    )


def downgrade() -> None:
    op.drop_index("uq_record_ties_head", "record_ties")
    op.drop_constraint("ck_registry_imports_state", "registry_imports")
    op.execute("UPDATE registry_imports SET state = 'refused' WHERE state = 'failed'")
    op.create_check_constraint(op.f("ck_registry_imports_state"), "registry_imports", _states(*STATES))
    op.drop_column("registry_imports", "again_at")
    op.drop_column("registry_imports", "tries")
