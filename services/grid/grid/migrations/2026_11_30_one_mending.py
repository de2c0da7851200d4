"""A record is mended by one task, however much is wrong with it: its tasks go by the record."""

from alembic import op

revision = "one_mending"
down_revision = "same_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of several open tasks at one record the first goes by it; the others end as they would have.
    op.execute(
        "UPDATE tasks t SET key = t.about_id WHERE t.kind = 'mend-record' AND t.key <> t.about_id"
        " AND t.id = (SELECT o.id FROM tasks o WHERE o.kind = 'mend-record' AND o.about_id = t.about_id"
        " AND o.state NOT IN ('finished', 'recalled') ORDER BY o.key <> o.about_id, o.id LIMIT 1)"
    )
    # What rounds asked for was known to nobody who could have finished it.
    op.execute(
        "INSERT INTO record_mendings (key, region, cell, kind, record_id, finding, task_id, opened_at)"
        " SELECT 'seen-wrong:' || about_id, region, cell, about_kind, about_id::uuid, 'seen-wrong', id, assigned_at"
        " FROM tasks t WHERE kind = 'mend-record' AND state NOT IN ('finished', 'recalled') AND cell IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM record_mendings m WHERE m.task_id = t.id) ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    op.execute("DELETE FROM record_mendings WHERE finding = 'seen-wrong'")
