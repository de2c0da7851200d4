"""Which fields of tasks are sealed? Each bound to the id of its row; what came of a photo, to where it begins."""

from grid.tasks.models import task_asks, task_notes, upload_parts
from shared.runtime.resealing import SealedColumn

SEALED = (
    SealedColumn(task_notes, "note"),
    SealedColumn(task_asks, "text"),
    SealedColumn(task_asks, "answer"),
    SealedColumn(upload_parts, "sealed", lambda row: f"{row.upload_id}:{row.start}", key=("upload_id", "start")),
)
