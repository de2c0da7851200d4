"""What does a grant give on a day, how much of it, and where may it be pushed?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from dispatch.exchange.domain.catalogue import Limits, SetGiven, Sharing
from dispatch.exchange.domain.refusals import (
    AddressRefused,
    DailyLimitReached,
    GrantEnded,
    GrantRevoked,
    GrantSuspended,
    NotADepartment,
    NotGranted,
    NotShared,
)
from dispatch.exchange.domain.requests import State
from shared.addresses import is_own
from shared.clock import SHANGHAI, town_day

ROWS_A_PAGE = 1000
# A name of letters, digits and hyphens (a Chinese one as it is registered, xn--…), or an address.
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*\.?|[0-9a-f:.]+")


class DeliveryState(StrEnum):
    """What becomes of a push; `dropped`: its grant was over before it was taken."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Used:
    """What was queried by a grant on a day."""

    queries: int
    rows: int


def require_in_force(state: State, last_day: date, today: date) -> None:
    """Raise NotGranted, GrantSuspended, GrantRevoked or GrantEnded where a grant gives nothing today."""
    if state is State.REVOKED:
        raise GrantRevoked("this grant was revoked", state=str(state))
    if state is State.ENDED or (state in {State.GRANTED, State.SUSPENDED} and last_day < today):
        raise GrantEnded("the last day of this grant went by", last_day=last_day.isoformat())
    if state is State.SUSPENDED:
        raise GrantSuspended("this grant is suspended", state=str(state))
    if state is not State.GRANTED:
        raise NotGranted("this request is not granted", state=str(state))


def require_still_there(county: str, region_today: str | None) -> None:
    """Raise NotADepartment where the unit that was granted data is none of its county's any longer."""
    if region_today != county:
        raise NotADepartment("the department that asked is no more, or is elsewhere", county=county)


def columns_today(granted: Sequence[str], found: SetGiven | None) -> list[str]:
    """Return the granted columns that the catalogue of today still shares.

    Raises NotShared where it shares the set, or any of them, no longer: a grant gives no more than the catalogue.
    """
    if found is None or found.sharing is Sharing.NOT_SHARED:
        raise NotShared("the catalogue shares this no longer", ground=found.ground if found else None)
    shared = {one.name for one in found.columns}
    left = [name for name in granted if name in shared]
    if not left:
        raise NotShared("the catalogue shares none of the granted columns any longer", columns=sorted(granted))
    return left


def rows_left(limits: Limits, used: Used, now: datetime) -> int:
    """Return how many rows one more query may have today. Raises DailyLimitReached."""
    left = min(limits.rows_a_day - used.rows, ROWS_A_PAGE)
    if used.queries >= limits.queries_a_day or left <= 0:
        raise DailyLimitReached(
            "what this grant may have on a day is used up",
            retry_after=seconds_to_midnight(now),
            queries_a_day=limits.queries_a_day,
            rows_a_day=limits.rows_a_day,
        )
    return left


def seconds_to_midnight(now: datetime) -> int:
    """Return how many seconds it is to the next midnight in Asia/Shanghai; at least one."""
    midnight = datetime.combine(town_day(now) + timedelta(days=1), time.min, SHANGHAI)
    return max(1, int((midnight - now).total_seconds()))


def require_address(url: str, *, plain_allowed: bool) -> None:
    """Raise AddressRefused for what nothing may be pushed to.

    `plain_allowed`: http too, and the machine itself, on a developer's machine.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused("this is no address", field="url") from error
    schemes = {"https", "http"} if plain_allowed else {"https"}
    if parts.scheme not in schemes or not host or parts.username or parts.password or parts.fragment or port == 0:
        raise AddressRefused("an https address, without user and fragment", field="url", schemes=sorted(schemes))
    if not _HOST.fullmatch(host):
        raise AddressRefused("this is no host", field="url")
    if is_own(host) and not plain_allowed:
        raise AddressRefused("the platform sends nothing to itself", field="url")
