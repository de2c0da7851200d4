"""What is asked of a case before a step, whatever its workflow says?"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.refusals import (
    MergeHidden,
    NeedsNextHolder,
    NoExecutor,
    NoLawfulGround,
    NotWithThisAction,
    StaleVersion,
    UnknownExecutor,
)
from dispatch.cases.domain.workflow import Action
from dispatch.coordination.domain.handovers import HELD, HandoverState
from dispatch.coordination.domain.refusals import DesignatedAlready, TakenAlready
from shared.codes import RegionLevel
from shared.schemas.vocabulary import Executor

TOWNSHIP_DIGITS = RegionLevel.TOWNSHIP.digits
COUNTY_DIGITS = RegionLevel.COUNTY.digits

# Steps with which a dispatcher may also say what the case is about, where it is and whose.
MAY_REDIRECT = frozenset({Action.FILE, Action.DISPATCH, Action.REWORK})

# Steps by which who has a case loses it.
TAKE_AWAY = frozenset({Action.RETURN, Action.VOID, Action.MERGE})

# The ground that a department of the county leads the matter: where that works here, it is handed over to it instead.
DEPARTMENTS = "county-department"


def check_version(case: Case, version: int) -> None:
    """Raises StaleVersion where the caller saw another case than there is now."""
    if case.version != version:
        raise StaleVersion("the case has moved on", version=case.version, state=case.state, given=version)


def check_executor(case: Case) -> None:
    """Raises NoExecutor where nobody could work on the case as it stands."""
    needed = {Executor.GRID: case.worker_id, Executor.TEAM: case.unit, Executor.UNIT: case.unit}
    if case.handover in HELD:
        # A department of the county works on what it has taken, and on nothing else.
        needed[Executor.COUNTY] = case.unit
    if case.matter is None:
        raise NoExecutor("a case is dispatched for a matter", field="matter")
    if case.executor is Executor.COUNTY and not needed.get(case.executor):
        # Nobody is sent to a department: the case is handed over, to the one that is named first.
        form = f"/cases/{case.id}/handover"
        raise NoExecutor("a department takes it by a hand-over", field="executor", unit=case.unit, form=form)
    if case.executor not in needed or not needed[case.executor]:
        field_name = "worker_id" if case.executor is Executor.GRID else "unit"
        raise NoExecutor("nobody is named to work on it", field="executor" if case.executor is None else field_name)


def check_place(case: Case, place: str | None) -> None:
    """Raise where who is named cannot work on the case: `place` is his region, None where he is not there today.

    UnknownExecutor for another township's, NoExecutor for a department of the county: that takes it by a hand-over.
    """
    if place is not None and len(place) <= COUNTY_DIGITS:
        form = f"/cases/{case.id}/handover"
        raise NoExecutor("a department takes it by a hand-over", field="unit", unit=case.unit, form=form)
    if place is None or not place.startswith(case.region[:TOWNSHIP_DIGITS]):
        field_name = "worker_id" if case.executor is Executor.GRID else "unit"
        raise UnknownExecutor("who is named is not of the case's place", region=case.region, fields=[field_name])


def check_redirection(action: Action, given: Mapping[str, object]) -> None:
    """Raises NotWithThisAction where matter, place or executor are changed by a step that is not for it."""
    if given and action not in MAY_REDIRECT:
        raise NotWithThisAction(f"{action} changes none of these", fields=sorted(given))


def check_rejection(case: Case, action: Action, reason: object, grounds: Collection[str]) -> None:
    """Raises NoLawfulGround for any ground but these, NeedsNextHolder where a department leads the matter."""
    if action is not Action.REJECT or not reason:
        return
    is_departments = case.executor is Executor.COUNTY
    if reason in grounds and (reason != DEPARTMENTS or (is_departments and not case.unit)):
        return
    known = sorted(grounds)
    if is_departments and case.unit:
        raise NeedsNextHolder("hand it over", unit=case.unit, form=f"/cases/{case.id}/handover", grounds=known)
    raise NoLawfulGround("a case is turned away on a lawful ground alone", field="reason", grounds=known)


def takes_designated(case: Case, action: Action, *, scope_region: str, is_holder: bool = False) -> bool:
    """Tell whether an action takes a designated case from its holder: the county alone may, and he never returns it."""
    is_designated = case.handover is HandoverState.DESIGNATED and action in TAKE_AWAY
    return is_designated and (is_holder or len(scope_region) > COUNTY_DIGITS)


def check_designated(
    case: Case, action: Action, given: Mapping[str, object], *, scope_region: str, is_holder: bool = False
) -> None:
    """Raises DesignatedAlready where less than the county takes a case from whom the county has designated."""
    goes_on = not {"executor", "unit", "worker_id"}.isdisjoint(given) and len(scope_region) > COUNTY_DIGITS
    is_designated = case.handover is HandoverState.DESIGNATED
    taken = takes_designated(case, action, scope_region=scope_region, is_holder=is_holder)
    if taken or (is_designated and goes_on):
        raise DesignatedAlready("what was designated is not returned again", unit=case.unit)


def check_merge(source: Case, target: Case, subjects: tuple[Collection[object], Collection[object]]) -> None:
    """Raises TakenAlready where a case that somebody has taken over would leave him by being merged away.

    Raises MergeHidden where one of them hides from somebody who sees the other. `subjects`: of both, whom they are
    about.
    """
    if set(subjects[0]) != set(subjects[1]) or source.sealed != target.sealed:
        raise MergeHidden("what is hidden joins only what is hidden from the same", into=str(target.id))
    if source.handover in HELD and (target.handover not in HELD or target.unit != source.unit):
        raise TakenAlready("who has taken it handles it", unit=source.unit)


def redirect(case: Case, given: Mapping[str, Any]) -> Case:
    """Return the case with what a dispatcher says of it; whose cell it lies in, that township's it is."""
    region = str(given["cell"])[:TOWNSHIP_DIGITS] if "cell" in given else case.region
    return replace(case, region=region, **given)
