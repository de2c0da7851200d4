"""When may officials who verify on site have a grid worker with them (licence law art. 34)?"""

from collections.abc import Sequence
from datetime import date

from approval_window.applications.domain.procedure import NoVerification, VerifiedAlready, unsigned_of
from shared.errors import Conflict


class SupportAskedAlready(Conflict):
    """The grid has a task for it that is not over."""

    code = "applications.support-asked"
    said = "已请求网格协助，任务尚未结束"


def require_supportable(officials: Sequence[str], signed: Sequence[str], verified_on: date | None) -> None:
    """Raise NoVerification, VerifiedAlready: a worker helps those who verify, while they do (licence law art. 34)."""
    if not officials:
        raise NoVerification("nobody was named whom a worker could support", article="行政许可法 34")
    if verified_on is not None and not unsigned_of(officials, signed):
        raise VerifiedAlready("all have signed what they found")
