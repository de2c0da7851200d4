"""Who is this caller to a case?"""

from collections.abc import Collection
from dataclasses import dataclass

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.workflow import Actor
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Executor

# With whom a case lies that lies with a unit.
OF_UNITS = frozenset({Executor.UNIT, Executor.TEAM, Executor.COUNTY})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks: how far he sees, and what his roles include."""

    scope: Scope
    may: Collection[Permission]

    @property
    def id(self) -> str:
        return self.scope.person_id

    def capacities(self, case: Case) -> frozenset[Actor]:
        """Return in which capacities he stands to a case: by his permissions, its place, and with whom it lies."""
        is_here = self.scope.covers(case.region)
        is_his_units = self.scope.unit is not None and case.executor in OF_UNITS and case.unit == self.scope.unit
        is_his_task = case.executor is Executor.GRID and case.worker_id == self.id and Permission.WORK_TASKS in self.may
        is_his_clue = case.executor is Executor.TEAM and is_his_units and Permission.WORK_CLUES in self.may
        stands = {
            Actor.DISPATCHER: is_here and Permission.ACT_ON_CASES in self.may,
            Actor.HANDLER: is_his_units and Permission.HANDLE_CASES in self.may,
            Actor.EXECUTOR: is_his_task or is_his_clue,
            Actor.APPROVER: is_here and Permission.APPROVE_CASES in self.may,
        }
        return frozenset(actor for actor, is_so in stands.items() if is_so)
