"""Is there a licence left of which there are only so many, and who goes first (licence law art. 57)?"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Conflict


class QuotaFull(Conflict):
    """`quota` licences hold; the place of one that ends is free (licence law art. 57)."""

    code = "applications.quota-full"
    said = "该许可有数量限制，已无剩余名额"


class EarlierFirst(Conflict):
    """`earlier` names the applications that were accepted before, and that nobody has decided (licence law art. 57)."""

    code = "applications.earlier-first"
    said = "有数量限制的，须按受理先后顺序决定，尚有先受理的申请"


@dataclass(frozen=True, slots=True)
class Places:
    """So many licences there are of an item in a township, so many hold, and so many ask for one and are undecided."""

    quota: int
    held: int
    waiting: int

    @property
    def free(self) -> int:
        """Return how many are left; none, where fewer there are now than there were."""
        return max(0, self.quota - self.held)


def require_place(places: Places, earlier: Sequence[str], *, by_order: bool) -> None:
    """Raise QuotaFull, EarlierFirst for a grant where there are only so many (licence law art. 57).

    `earlier` are the numbers of what was accepted before and is undecided: it may take what is left. `by_order`: no
    other law says how the licences are given out.
    """
    if not places.free:
        raise QuotaFull("no licence is left", quota=places.quota, article="行政许可法 57")
    if by_order and len(earlier) >= places.free:
        raise EarlierFirst("who was accepted before goes first", earlier=list(earlier), article="行政许可法 57")
