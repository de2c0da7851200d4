"""Which papers does each step of a penalty case give, and which of them is asked for?

Administrative penalty law 2021: 44, 46, 52, 54, 56, 57, 59, 61, 63, 64, 66, 27; administrative coercion law 18, 21, 24,
25, 28, 54, 55.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from enforcement.penalties.domain.course import Conclusion, EvidenceKind
from enforcement.penalties.domain.states import PenaltyAction, PenaltyState
from shared.clock import town_day
from shared.errors import NotFound

# The township acts in the principal's name (penalty law art. 20); delegated (24), in its own.
ENTRUSTED: Final = "entrusted"
PRINTED: Final = "print"
FILE_PRINTED: Final = "print-file"


class PaperKind(StrEnum):
    """The initials with which a paper's number begins; what each is called stands in `data/papers.json`."""

    FILING = "LA"
    ON_THE_SPOT = "DC"
    PRESERVATION = "DJ"
    NOTICE = "GZ"
    HEARING_RIGHT = "TG"
    HEARING = "TZ"
    DECISION = "JD"
    NO_PENALTY = "BC"
    RECEIPT = "SD"
    SITE_RECORD_OF_CASE = "XB"
    STATEMENT = "XW"
    EXCLUSION = "PC"
    PRESERVED = "DB"
    REPORT = "ZJ"
    DEFENCE = "SB"
    DEFENCE_CHECKED = "FH"
    HEARING_RECORD = "TB"
    REVIEW = "SH"
    DISCUSSION = "TL"
    RECUSAL = "HB"
    DEVIATION = "CL"
    SUSPENSION = "ZZ"
    RESUMPTION = "HF"
    TERMINATION = "ZD"
    EXTENSION = "YA"
    CORRECTION = "ZG"
    CORRECTION_CHECKED = "FC"
    PUT_OFF = "YQ"
    DEMAND = "CG"
    COURT = "QZ"
    TRANSFER = "YS"
    TAKEN_BACK = "JS"
    CLOSING = "JA"
    MEASURE = "CK"
    INVENTORY = "QD"
    SITE_RECORD = "XC"
    MEASURE_LONGER = "YC"
    EXAMINATION = "JQ"
    MEASURE_LIFTED = "JF"
    GOODS_INVENTORY = "MQ"
    GOODS_DISPOSAL = "MC"
    GOES_ALONG = "YG"


class PaperNotFound(NotFound):
    """Of another case, or of none."""

    code = "papers.not-found"
    said = "该案件没有这份文书"


K, A = PaperKind, PenaltyAction
_GIVEN: Final[dict[PenaltyAction, PaperKind]] = {
    A.FILE: K.FILING,
    A.DECIDE_ON_THE_SPOT: K.ON_THE_SPOT,
    A.EXCLUDE_EVIDENCE: K.EXCLUSION,
    A.PRESERVE: K.PRESERVATION,
    A.NOTIFY: K.NOTICE,
    A.FIX_HEARING: K.HEARING,
    A.SERVE: K.RECEIPT,
    A.PUT_OFF: K.PUT_OFF,
    A.DEMAND: K.DEMAND,
    A.APPLY_TO_COURT: K.COURT,
    A.TRANSFER: K.TRANSFER,
    A.TAKE_BACK: K.TAKEN_BACK,
    A.SETTLE_PRESERVED: K.PRESERVED,
    A.CONCLUDE: K.REPORT,
    A.STATE_DEFENCE: K.DEFENCE,
    A.CHECK_DEFENCE: K.DEFENCE_CHECKED,
    A.HOLD_HEARING: K.HEARING_RECORD,
    A.REVIEW: K.REVIEW,
    A.DISCUSS: K.DISCUSSION,
    A.DECIDE_RECUSAL: K.RECUSAL,
    A.APPROVE_DEVIATION: K.DEVIATION,
    A.SUSPEND: K.SUSPENSION,
    A.RESUME: K.RESUMPTION,
    A.TERMINATE: K.TERMINATION,
    A.EXTEND: K.EXTENSION,
    A.CHECK_CORRECTION: K.CORRECTION_CHECKED,
    A.EXTEND_MEASURE: K.MEASURE_LONGER,
    A.EXAMINE_MEASURE: K.EXAMINATION,
    A.LIFT_MEASURE: K.MEASURE_LIFTED,
    A.TAKE_GOODS: K.GOODS_INVENTORY,
    A.DISPOSE_GOODS: K.GOODS_DISPOSAL,
}
# What is handed over on the spot, and what is signed there (coercion law 18, 24).
_ON_IMPOSING = (K.MEASURE, K.INVENTORY, K.SITE_RECORD)


# What officers write down themselves of the evidence: what they saw, and what somebody said to them (art. 46, 55).
_RECORDS: Final[dict[EvidenceKind, PaperKind]] = {
    EvidenceKind.SITE_RECORD: K.SITE_RECORD_OF_CASE,
    EvidenceKind.STATEMENT: K.STATEMENT,
    EvidenceKind.WITNESS: K.STATEMENT,
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a record, opened: `words` is what was sealed in it."""

    seq: int
    at: datetime
    by: str
    kind: str
    facts: Mapping[str, Any]
    words: str | None


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that was numbered in a step of a case, or of an inspection."""

    kind: StrEnum
    number: str
    seq: int
    at: datetime

    @property
    def day(self) -> date:
        """Return the day that stands on it."""
        return town_day(self.at)


def papers_given(action: PenaltyAction, leads_to: PenaltyState, facts: Mapping[str, object]) -> tuple[PaperKind, ...]:
    """Return which papers a step gives, in their order.

    With the notice (44) goes that of the hearing where one is offered (63); what is decided is a penalty (59) or none
    (57 (2), (3)), and a crime has no decision but its transfer (57 (4)); the party is told what goes along with it
    (coercion law 21); whatever closes a case ends with its report.
    """
    given = [_GIVEN[action]] if action in _GIVEN else []
    if action is A.ADD_EVIDENCE and facts.get("kind") in _RECORDS:
        given.append(_RECORDS[EvidenceKind(str(facts["kind"]))])
    if action in {A.IMPOSE_MEASURE, A.IMPOSE_URGENT_MEASURE}:
        given.extend(_ON_IMPOSING)
    if action is A.TRANSFER and facts.get("measures"):
        given.append(K.GOES_ALONG)
    if action is A.NOTIFY and facts.get("hearing_due_at"):
        given.append(K.HEARING_RIGHT)
    if action is A.DECIDE and facts.get("outcome") != Conclusion.CRIME:
        given.append(K.DECISION if facts.get("outcome") == Conclusion.PUNISH else K.NO_PENALTY)
    # What the police has is closed already when the county is to go on with what comes back.
    if leads_to is PenaltyState.CLOSED and action is not A.HAND_OVER:
        given.append(K.CLOSING)
    return tuple(given)


def issued_papers(lines: Iterable[Said], kinds: type[StrEnum] = PaperKind) -> list[Issued]:
    """Return the papers of a case in the order of the procedure, which is that of its record; `kinds`: of which."""
    numbered = [(str(number), line) for line in lines for number in line.facts.get("papers", ())]
    return [Issued(kinds(number.partition("-")[0]), number, line.seq, line.at) for number, line in numbered]


def find_paper(papers: Iterable[Issued], number: str) -> Issued:
    """Return the paper of this number. Raises PaperNotFound."""
    for paper in papers:
        if paper.number == number:
            return paper
    raise PaperNotFound("this case has no such paper", number=number)


def prints_of(lines: Iterable[Said], number: str) -> int:
    """Return how often a paper was printed."""
    return sum(line.kind == PRINTED and line.facts["number"] == number for line in lines)


def last_of(lines: Sequence[Said], seq: int, *actions: StrEnum) -> Said | None:
    """Return the last line of one of these steps up to `seq`: what a paper says was so when it was given."""
    return next((line for line in reversed(lines) if line.seq <= seq and line.kind in actions), None)


def officers_at(lines: Sequence[Said], seq: int) -> list[str]:
    """Return who investigated up to a line: who was filed, but who was recused is replaced (art. 42, 43)."""
    officers = [str(one) for one in lines[0].facts["officers"]]
    for line in lines:
        if line.seq <= seq and line.kind == A.DECIDE_RECUSAL and line.facts["granted"]:
            gone, come = line.facts["officer"], line.facts["replacement"]
            officers = [come if one == gone else one for one in officers]
    return officers


def named(persons: Iterable[str], numbers: Mapping[str, str]) -> str:
    """Return officers as papers name them: by id, with the number of the certificate that each showed (art. 55)."""
    return "、".join(f"{one}（执法证号{numbers[one]}）" if one in numbers else one for one in persons)


def of_this_round(lines: Sequence[Said], seq: int) -> list[Said]:
    """Return the lines up to `seq` of what counts.

    What was said before a case came back, or was investigated again, is void (art. 27 (1), 40).
    """
    until = [line for line in lines if line.seq <= seq]
    anew = {A.TAKE_BACK, A.SUPPLEMENT}
    back = max((place for place, line in enumerate(until) if line.kind in anew), default=0)
    return until[back:]


def changed_penalty(lines: Sequence[Said], seq: int) -> dict[str, Any]:
    """Return what an appeal made of a penalty, up to a line: its kinds and amounts; nothing where none changed it."""
    ended = [line for line in lines if line.seq <= seq and line.kind == A.END_APPEAL and line.facts.get("kinds")]
    names = ("kinds", "fine_fen", "confiscated_fen", "goods_fen")
    return {name: ended[-1].facts[name] for name in names if name in ended[-1].facts} if ended else {}


def authority_of(mode: str | None, own: str, principal: str) -> str:
    """Return in whose name a paper is given: the township's own (art. 24), or the principal's (art. 20)."""
    return f"{principal}\n（受委托实施行政执法：{own}）" if mode == ENTRUSTED else own
