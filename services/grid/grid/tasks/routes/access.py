"""Who may read tasks, work them, give them anew, set their rules, and ask for support?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed, principal_of, require
from shared.runtime.permissions import Permission

CanReadTasks = Annotated[Principal, Depends(allowed(Permission.READ_TASKS))]
# What holds on the spot may be read by everybody who knows the cells.
CanReadRules = Annotated[Principal, Depends(allowed(Permission.READ_CELLS))]
CanWorkTasks = Annotated[Principal, Depends(allowed(Permission.WORK_TASKS))]
CanAssign = Annotated[Principal, Depends(allowed(Permission.ASSIGN_TASKS))]
CanSetRules = Annotated[Principal, Depends(allowed(Permission.MANAGE_TASK_RULES))]
CanAskSupport = Annotated[Principal, Depends(allowed(Permission.ASK_SUPPORT))]


async def _answers(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
    """Who may be asked by a worker: another worker, or who leads them."""
    if Permission.ASSIGN_TASKS in who.permissions:
        return who
    return require(who, Permission.WORK_TASKS)


# Read by tests/architecture: every route has some.
_answers.permissions = {Permission.WORK_TASKS, Permission.ASSIGN_TASKS}  # type: ignore[attr-defined]
CanAnswer = Annotated[Principal, Depends(_answers)]
