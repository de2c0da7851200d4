"""Which columns of the grid are sealed, and brought under the current key by its timers?"""

from typing import Any

from grid.offline.repository.items import SEALED as OF_PHONES
from grid.patrols.repository.sealed import SEALED as OF_PATROLS
from grid.registry.domain.kinds import FORMS, RecordKind
from grid.registry.models import RECORDS
from grid.registry.service.desk import about
from grid.registry.service.keys import SEALED as OF_THE_REGISTRY
from grid.tasks.repository.sealed import SEALED as OF_TASKS
from grid.vacancy.repository import SEALED as OF_VACANCY
from grid.workers.repository.sealed import SEALED as OF_WORKERS
from shared.runtime.resealing import SealedColumn


def _of_record(kind: RecordKind, field: str) -> SealedColumn:
    def bound(row: Any) -> str:
        return about(row.id, field)

    return SealedColumn(RECORDS[kind], field, bound)


OF_RECORDS = tuple(_of_record(kind, field) for kind in RecordKind for field in FORMS[kind].sealed)
SEALED = (
    *(*OF_RECORDS, *OF_THE_REGISTRY, *OF_TASKS),
    *(*OF_PATROLS, *OF_VACANCY, *OF_WORKERS, *OF_PHONES),
)
