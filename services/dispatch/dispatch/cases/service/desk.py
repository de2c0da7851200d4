"""By what is decided at a desk of the centre?"""

from dataclasses import dataclass
from datetime import datetime

from dispatch.cases.service.docket import Rules
from dispatch.duties.domain.authority import WhoMay


@dataclass(frozen=True, slots=True)
class Desk:
    """By what and when is decided: the rules of cases, whose a matter is today, and now."""

    rules: Rules
    who_may: WhoMay
    now: datetime
