"""When may officers who check again have a grid worker with them (administrative penalty law art. 42)?

国办发〔2024〕54号: no grid worker inspects an enterprise. He goes with the two, and what he tells is no record.
"""

from shared.errors import Conflict

# What the record calls a word of the grid about its worker.
HEARD = "support"


class SupportAskedAlready(Conflict):
    """The grid has a task for it that is not over."""

    code = "inspections.support-asked"
    said = "已请求网格协助，任务尚未结束"


def require_unasked(*, wanted: bool) -> None:
    """Raise SupportAskedAlready: one worker at a time."""
    if wanted:
        raise SupportAskedAlready("the grid has a task for this")
