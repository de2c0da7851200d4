"""Who acts as an officer, and when do two of them act? (Administrative penalty law 2021, art. 42.)"""

from collections.abc import Mapping

from shared.errors import Forbidden, Invalid


class NotAnOfficer(Forbidden):
    """The facts name who is none on this day, or not for this place."""

    code = "inspections.not-an-officer"
    said = "当日不是本地的执法人员"


class TwoOfficersNeeded(Invalid):
    code = "inspections.two-officers-needed"
    said = "执法人员不得少于两人"


def check_officer(person_id: str, *, region: str, officers: Mapping[str, str]) -> None:
    """Raises NotAnOfficer unless `person_id` is an officer of the day and his region covers `region`.

    `officers`: person id → the region in which he is an officer on the day of the act.
    """
    held = officers.get(person_id)
    if held is None or not region.startswith(held):
        raise NotAnOfficer("not an officer here today", person=person_id, region=region)


def check_two_officers(acting: str, second: str | None, *, region: str, officers: Mapping[str, str]) -> None:
    """Raises TwoOfficersNeeded or NotAnOfficer unless two different officers of the day act.

    Administrative penalty law 2021, art. 42: who enforces is qualified, and there are at least two of them.
    """
    if second is None or second == acting:
        raise TwoOfficersNeeded("two different officers act together", article="行政处罚法 42")
    check_officer(acting, region=region, officers=officers)
    check_officer(second, region=region, officers=officers)
