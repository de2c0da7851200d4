"""Which penalty cases the police has, and of which nobody can read any more whom they are about."""

from alembic import op

revision = "cases_at_police"
down_revision = "open_hearings"
branch_labels = None
depends_on = None

# What went to the police before is there since it was closed.
_TRANSFERRED = """
UPDATE penalties
SET course = jsonb_set(course, '{transferred_on}', to_jsonb((closed_at AT TIME ZONE 'Asia/Shanghai')::date))
WHERE state = 'closed' AND outcome = 'crime'
"""
_ERASED = """
UPDATE penalties SET course = jsonb_set(course, '{erased}', 'true')
FROM records WHERE records.case_id = penalties.id AND records.key IS NULL
"""


def upgrade() -> None:
    for rows in (_TRANSFERRED, _ERASED):
        op.execute(rows)


def downgrade() -> None:
    op.execute("UPDATE penalties SET course = course - '{transferred_on,erased}'::text[]")
