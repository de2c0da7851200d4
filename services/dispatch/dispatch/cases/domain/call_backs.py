"""What does a call-back (回访) by the centre mean for a case that is closed?"""

from dataclasses import dataclass

from dispatch.cases.domain.case import Case, Rating
from dispatch.cases.domain.refusals import AuthorityOutside, CalledBackByHandler, NotToCallBack
from shared.schemas.vocabulary import Authority, CaseState

# 好差评: these two are bad reviews; they are verified, corrected and called back again.
BAD = frozenset({Rating.DISSATISFIED, Rating.VERY_DISSATISFIED})
UNSATISFIED = "unsatisfied"


@dataclass(frozen=True, slots=True)
class CallBack:
    """What somebody heard who called; nothing where nobody was reached."""

    reached: bool
    satisfied: bool | None = None
    rating: Rating | None = None

    @property
    def asks_for_rework(self) -> bool:
        return self.satisfied is False or self.rating in BAD


def check_call_back(case: Case, by: str) -> None:
    """Raises AuthorityOutside, NotToCallBack, CalledBackByHandler."""
    if case.authority is Authority.PLATFORM:
        raise AuthorityOutside("its platform calls back", source=case.source, forms=[])
    if case.state is not CaseState.CLOSED:
        raise NotToCallBack("only what is closed is called back", state=case.state)
    if by == case.handled_by:
        raise CalledBackByHandler("who handled it does not ask whether it is well", case=str(case.id))
