"""What does a township lack against the standard of its type, and what would close each gap?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dispatch.adoption.domain.standards import Pack
from dispatch.duties.domain.authority import DutyKind
from dispatch.organisation.domain.agencies import FEWEST, MOST


class GapCode(StrEnum):
    NOT_ADOPTED = "adoption.gap.not-adopted"
    OLDER_VERSION = "adoption.gap.older-version"
    AGENCY_MISSING = "adoption.gap.agency-missing"
    TOO_FEW_AGENCIES = "adoption.gap.too-few-agencies"
    TOO_MANY_AGENCIES = "adoption.gap.too-many-agencies"
    TOO_FEW_PEOPLE = "adoption.gap.too-few-people"
    NO_DUTY_LIST = "adoption.gap.no-duty-list"
    NOT_BOUND = "adoption.gap.not-bound"
    TOO_FEW_DUTIES = "adoption.gap.too-few-duties"
    DUTY_NOT_LISTED = "adoption.gap.duty-not-listed"
    TOO_FEW_POWERS = "adoption.gap.too-few-powers"
    POWER_NOT_HELD = "adoption.gap.power-not-held"
    TOO_FEW_CELLS = "adoption.gap.too-few-cells"
    TOO_FEW_WORKERS = "adoption.gap.too-few-workers"
    TOO_FEW_QUALIFIED = "adoption.gap.too-few-qualified"


# Which request closes a gap.
CLOSED_BY: Mapping[GapCode, str] = {
    GapCode.NOT_ADOPTED: "PUT /adoption/townships/{region}",
    GapCode.OLDER_VERSION: "PUT /adoption/townships/{region}",
    GapCode.AGENCY_MISSING: "POST /resources/agencies",
    GapCode.TOO_FEW_AGENCIES: "POST /resources/agencies",
    GapCode.TOO_MANY_AGENCIES: "POST /resources/agencies",
    GapCode.TOO_FEW_PEOPLE: "PUT /organisation/persons",
    GapCode.NO_DUTY_LIST: "POST /duties/drafts",
    GapCode.NOT_BOUND: "PUT /duties/bindings/{region}",
    GapCode.TOO_FEW_DUTIES: "POST /duties/drafts",
    GapCode.DUTY_NOT_LISTED: "POST /duties/drafts",
    GapCode.TOO_FEW_POWERS: "POST /powers/takeovers",
    GapCode.POWER_NOT_HELD: "POST /powers/takeovers",
    GapCode.TOO_FEW_CELLS: "PUT /cells",
    GapCode.TOO_FEW_WORKERS: "PUT /workers",
    GapCode.TOO_FEW_QUALIFIED: "POST /training/sessions",
}
# What a township that is held to its list is to lead besides is admitted first (职责准入).
ADMISSION = "POST /duties/admissions"


@dataclass(frozen=True, slots=True)
class Gap:
    """`what` is the kind, role, code or cell that it is about; `has` and `needs` are numbers where it counts.

    `by_admission`: it is a duty that the township would lead, and the township is held to its list.
    """

    code: GapCode
    what: str | None = None
    has: int | None = None
    needs: int | None = None
    by_admission: bool = False

    @property
    def closes(self) -> str:
        """Which request closes it."""
        return ADMISSION if self.by_admission else CLOSED_BY[self.code]


@dataclass(frozen=True, slots=True)
class Town:
    """What the registers say of a township on a day.

    `agencies`: how many of each kind; `people` by role; `duties`: the kind of each by matter, None without a list;
    `powers`: the kinds of those in force by code; `workers`: how many hold each cell; `qualified`: officers with a
    certificate, by field; `fields`: how many officers the powers in force ask of each field.
    """

    agencies: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    duties: Mapping[str, str] | None = None
    bound: bool = False
    powers: Mapping[str, str] = field(default_factory=dict)
    villages: int = 0
    workers: Mapping[str, int] = field(default_factory=dict)
    qualified: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    officers_qualified: int = 0


def gaps_of(town: Town, pack: Pack) -> list[Gap]:
    """Return what a township lacks against a standard, in the order of the registers."""
    return [*_agencies(town, pack), *_people(town, pack), *_authority(town, pack), *_grid(town, pack)]


def version_gaps(adopted: int | None, newest: int) -> list[Gap]:
    """Return whether a township is taken in at all, and by an older standard than that of today."""
    if adopted is None:
        return [Gap(GapCode.NOT_ADOPTED)]
    return [Gap(GapCode.OLDER_VERSION, has=adopted, needs=newest)] if adopted < newest else []


def _agencies(town: Town, pack: Pack) -> Iterator[Gap]:
    number = sum(town.agencies.values())
    if number < FEWEST:
        yield Gap(GapCode.TOO_FEW_AGENCIES, has=number, needs=FEWEST)
    if number > MOST:
        yield Gap(GapCode.TOO_MANY_AGENCIES, has=number, needs=MOST)
    yield from (Gap(GapCode.AGENCY_MISSING, one.kind) for one in pack.agencies if not town.agencies.get(one.kind))


def _people(town: Town, pack: Pack) -> Iterator[Gap]:
    yield from _short(GapCode.TOO_FEW_PEOPLE, town.people, pack.people)
    if town.officers_qualified < pack.qualified_officers:
        yield Gap(GapCode.TOO_FEW_QUALIFIED, has=town.officers_qualified, needs=pack.qualified_officers)
    yield from _short(GapCode.TOO_FEW_QUALIFIED, town.qualified, town.fields)


def _authority(town: Town, pack: Pack) -> Iterator[Gap]:
    yield from _duties(town, pack)
    if not town.bound:
        yield Gap(GapCode.NOT_BOUND)
    yield from _short(GapCode.TOO_FEW_POWERS, Counter(town.powers.values()), pack.powers)
    yield from (Gap(GapCode.POWER_NOT_HELD, code) for code in pack.named_powers if code not in town.powers)


def _duties(town: Town, pack: Pack) -> Iterator[Gap]:
    if town.duties is None:
        yield Gap(GapCode.NO_DUTY_LIST)
    else:
        for gap in _short(GapCode.TOO_FEW_DUTIES, Counter(town.duties.values()), pack.duties):
            yield replace(gap, by_admission=town.bound and gap.what == DutyKind.BASIC)
    for one in pack.named_duties:
        if one.matter not in (town.duties or {}):
            by_admission = town.bound and one.kind is DutyKind.BASIC
            yield Gap(GapCode.DUTY_NOT_LISTED, one.matter, by_admission=by_admission)


def _grid(town: Town, pack: Pack) -> Iterator[Gap]:
    # A township whose villages no table names has one at least.
    needs = max(town.villages, 1) * pack.cells_per_village
    if len(town.workers) < needs:
        yield Gap(GapCode.TOO_FEW_CELLS, has=len(town.workers), needs=needs)
    for cell, number in sorted(town.workers.items()):
        if number < pack.workers_per_cell:
            yield Gap(GapCode.TOO_FEW_WORKERS, cell, number, pack.workers_per_cell)


def _short(code: GapCode, has: Mapping[str, int], needs: Mapping[str, int]) -> Iterator[Gap]:
    for what, least in sorted(needs.items()):
        if has.get(what, 0) < least:
            yield Gap(code, what, has.get(what, 0), least)
