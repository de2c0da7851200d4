"""Who acts in outreach, when and where, and how is each step kept?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from grid.outreach.domain.refusals import CampaignStale, OutsideRegion
from grid.outreach.repository import history
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Desk:
    work: UnitOfWork
    scope: Scope
    now: datetime

    @property
    def by(self) -> str:
        return self.scope.person_id

    @property
    def today(self) -> date:
        return town_day(self.now)

    def require_inside(self, region: str) -> None:
        """Raise OutsideRegion where the caller has nothing to say."""
        if not self.scope.covers(region):
            raise OutsideRegion("this region is not yours", region=region)

    async def note(self, kind: str, subject: UUID | str, version: int, region: str, action: str, **facts: Any) -> None:
        """Keep a step in the history of its subject."""
        await history.add_step(
            self.work.connection,
            kind=kind,
            subject=subject,
            version=version,
            region=region,
            action=str(action),
            by=self.by,
            now=self.now,
            facts=facts,
        )


def require_version(held: int, given: int) -> None:
    """Raise CampaignStale where somebody else was quicker."""
    if held != given:
        raise CampaignStale("it has changed since you saw it", version=held, given=given)
