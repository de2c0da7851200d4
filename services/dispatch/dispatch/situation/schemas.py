"""What does the wall of the centre show?"""

from datetime import datetime

from pydantic import BaseModel

from dispatch.supervision.domain.lights import Light


class SituationShown(BaseModel):
    """Counts as of `at`; days are days of Asia/Shanghai."""

    at: datetime
    region: str
    by_state: dict[str, int]
    by_queue: dict[str, int]
    overdue: int
    by_light: dict[Light, int]
    ended_today: int
    applications_today: int
