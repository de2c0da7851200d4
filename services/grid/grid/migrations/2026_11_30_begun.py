"""Who began to read a file, and when: a file that takes its process along is found by the next one."""

import sqlalchemy as sa
from alembic import op

revision = "begun"
down_revision = "one_mending"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registry_imports", sa.Column("begun_by", sa.Uuid()))
    op.add_column("registry_imports", sa.Column("begun_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("registry_imports", "begun_at")
    op.drop_column("registry_imports", "begun_by")
