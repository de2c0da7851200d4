"""What is done with a report, and why? Matter, urgency, place, executor; each with what it was decided by."""

from dataclasses import dataclass, field

from dispatch.duties.domain.authority import Answer, Standing
from dispatch.triage.domain.rules import Situation, find_rule
from dispatch.triage.domain.tables import Ground, Matter, Tables, find_worker
from shared.codes import RegionLevel, Scheme
from shared.schemas.vocabulary import Category, Executor, Urgency

TOWNSHIP_DIGITS = RegionLevel.TOWNSHIP.digits
COUNTY_DIGITS = RegionLevel.COUNTY.digits
# How many other guesses an explanation names.
RIVALS = 3
# The queue of what is hidden from somebody: a person, who sees whom it is about, decides to whom it goes.
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Facts:
    """What triage is told of a report; title, detail and place are read and not kept.

    `is_hidden`: it complains of somebody who must not know of it, or is sealed.
    """

    source: str
    region: str
    category: Category | None
    lon: float | None
    lat: float | None
    position_problem: str | None
    urgency: Urgency | None
    title: str = ""
    detail: str = ""
    place: str = ""
    is_hidden: bool = False


@dataclass(slots=True)
class Decision:
    """What was decided. `queue` is set where a person decides first; `why` explains each part without any free text.

    `authority` is what the registers said; `is_exit`: it goes to the township all the same, because of danger;
    `unmapped`: the scheme of a category that leads to no matter.
    """

    region: str
    matter: str | None = None
    urgency: Urgency = Urgency.NORMAL
    cell: str | None = None
    executor: Executor | None = None
    unit: str | None = None
    worker_id: str | None = None
    queue: str | None = None
    authority: Answer | None = None
    is_exit: bool = False
    unmapped: str | None = None
    why: dict[str, object] = field(default_factory=dict)


def decide_triage(facts: Facts, tables: Tables, ground: Ground, cell: str | None) -> Decision:
    """Decide what is done with a report; `cell` is the one its coordinates lie in (None: none, or no coordinates)."""
    decision = Decision(region=facts.region)
    _place(decision, facts, ground, cell)
    matter = _matter(decision, facts, tables)
    if matter is None:
        decision.urgency = facts.urgency or Urgency.NORMAL
        decision.queue = HIDDEN if facts.is_hidden else "no-matter"
        return decision
    decision.matter = matter.code
    decision.urgency = facts.urgency or matter.urgency
    decision.why["urgency"] = "given" if facts.urgency else "by the matter"
    executor, unit_kind = _rule(decision, facts, tables, matter)
    executor, unit_kind = _authority(decision, ground, matter, executor, unit_kind)
    _executor(decision, ground, executor, unit_kind)
    if decision.cell is None and (facts.lon is not None or facts.position_problem):
        # It was said where, and it cannot be there: a person looks before anybody is sent.
        decision.queue = decision.queue or "no-cell"
    if facts.is_hidden:
        decision.queue = HIDDEN
    return decision


def _place(decision: Decision, facts: Facts, ground: Ground, cell: str | None) -> None:
    if facts.position_problem:
        decision.why["place"] = {"by": "none", "position": facts.position_problem}
    elif facts.lon is None:
        decision.why["place"] = {"by": "none"}
    elif cell is None:
        decision.why["place"] = {"by": "none", "position": "in-no-cell"}
    elif not cell.startswith(facts.region):
        # The platform names one township, the point lies in another: a person decides.
        decision.why["place"] = {
            "by": "none",
            "position": "outside-the-region-named",
            "lies_in": cell[:TOWNSHIP_DIGITS],
        }
        return
    else:
        decision.cell = cell
        decision.why["place"] = {"by": "coordinates"}
    if decision.cell is None and facts.lon is None:
        named = ground.places.by_name(f"{facts.place} {facts.title} {facts.detail}", facts.region)
        if named is not None:
            decision.cell = named[0]
            decision.why["place"] = {"by": "place name", "name": named[1]}
    if decision.cell is not None:
        decision.region = decision.cell[:TOWNSHIP_DIGITS]


def _matter(decision: Decision, facts: Facts, tables: Tables) -> Matter | None:
    if facts.category is not None:
        category = facts.category
        # A matter's own code needs no row that leads to it.
        own = category.code if category.scheme == Scheme.ONEFOUR else None
        code = tables.crosswalk.get((category.scheme, category.code), own)
        told = {"scheme": category.scheme, "code": category.code}
        if code is not None and code in tables.matters:
            decision.why["matter"] = {"by": "category", **told}
            return tables.matters[code]
        decision.why["unmapped"], decision.unmapped = told, category.scheme
    guesses = tables.classifier.classify(facts.title, facts.detail)
    known = [guess for guess in guesses if guess.matter in tables.matters]
    if not known:
        decision.why["matter"] = {"by": "none"}
        return None
    rivals = [{"matter": guess.matter, "score": guess.score} for guess in known[1 : 1 + RIVALS]]
    best = known[0]
    decision.why["matter"] = {"by": "words", "score": best.score, "words": list(best.words), "rivals": rivals}
    return tables.matters[best.matter]


def _rule(decision: Decision, facts: Facts, tables: Tables, matter: Matter) -> tuple[Executor, str]:
    """Return executor and kind of unit, by the first rule that fits, else by the matter."""
    situation = Situation(facts.source, matter.code, matter.field, decision.urgency, decision.region, decision.cell)
    rule = find_rule(tables.rules, situation)
    if rule is None:
        decision.why["rule"] = None
        return matter.executor, matter.unit_kind
    decision.why["rule"] = {"id": rule.id, "conditions": rule.conditions.model_dump(exclude_none=True, mode="json")}
    outcome = rule.outcome
    decision.urgency = outcome.urgency or decision.urgency
    decision.queue = outcome.hold
    return outcome.executor or matter.executor, outcome.unit_kind or matter.unit_kind


def _authority(
    decision: Decision, ground: Ground, matter: Matter, executor: Executor, unit_kind: str
) -> tuple[Executor, str]:
    """Return who is asked instead where the township's duty list does not give it the matter, or names its lead."""
    answer = ground.who_may(matter.code, decision.region)
    decision.authority, said = answer, answer.explained()
    decision.why["authority"] = said
    if executor is Executor.COUNTY or not answer.binding:
        return executor, unit_kind
    if answer.is_the_townships:
        return executor, _lead(decision, ground, answer, matter, unit_kind)
    if matter.danger:
        # Danger does not wait for lists: dispatched at once, and reported to the org office.
        decision.is_exit = True
        said["exit"] = "danger"
        return executor, unit_kind
    if answer.standing is not Standing.SUPPORTING:
        decision.queue = decision.queue or "not-admitted"
    return Executor.COUNTY, answer.duty.lead if answer.duty else unit_kind


def _lead(decision: Decision, ground: Ground, answer: Answer, matter: Matter, unit_kind: str) -> str:
    """Return which kind of office leads by the township's list, where it has one and no rule says otherwise."""
    lead = answer.duty.lead if answer.duty else unit_kind
    home = decision.region[:TOWNSHIP_DIGITS]
    return lead if unit_kind == matter.unit_kind and (home, lead) in ground.units else unit_kind


def _executor(decision: Decision, ground: Ground, executor: Executor, unit_kind: str) -> None:
    decision.executor = executor
    decision.why["executor"] = str(executor)
    is_county = executor is Executor.COUNTY
    home = decision.region[:COUNTY_DIGITS] if is_county else decision.region[:TOWNSHIP_DIGITS]
    kind = "enforcement-team" if executor is Executor.TEAM else unit_kind
    decision.unit = ground.units.get((home, kind))
    decision.why["unit"] = {"kind": kind, "region": home, "found": decision.unit is not None}
    if is_county:
        # A department's matter is not pushed down to a township (State Council letter 2025-66).
        decision.queue = decision.queue or "county-matter"
    elif executor is Executor.GRID:
        _worker(decision, ground)
    elif decision.unit is None:
        decision.queue = decision.queue or "no-unit"


def _worker(decision: Decision, ground: Ground) -> None:
    if decision.cell is None:
        decision.queue = decision.queue or "no-cell"
        return
    found = find_worker(ground.workers, decision.cell)
    if found is None:
        decision.why["worker"] = "nobody on duty"
        decision.queue = decision.queue or "no-worker"
        return
    decision.worker_id, decision.why["worker"] = found
