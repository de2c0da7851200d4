"""Which tables keep the tasks and what belongs to them? `tasks` themselves, `photos` of what was done."""

from grid.tasks.models.photos import (
    task_photo_looks,
    task_photos,
    task_uploads,
    upload_parts,
)
from grid.tasks.models.tasks import (
    early_recalls,
    task_ask_looks,
    task_asks,
    task_departures,
    task_history,
    task_note_looks,
    task_notes,
    task_rule_history,
    task_rules,
    tasks,
)

__all__ = [
    "early_recalls",
    "task_ask_looks",
    "task_asks",
    "task_departures",
    "task_history",
    "task_note_looks",
    "task_notes",
    "task_photo_looks",
    "task_photos",
    "task_rule_history",
    "task_rules",
    "task_uploads",
    "tasks",
    "upload_parts",
]
