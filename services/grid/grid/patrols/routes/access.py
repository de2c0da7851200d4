"""Who may report what he saw, read rounds, walk them, read what was noted, and say how often they are?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanReport = Annotated[Principal, Depends(allowed(Permission.REPORT_PATROL))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PATROLS))]
CanWalk = Annotated[Principal, Depends(allowed(Permission.WALK_PATROLS))]
CanExplain = Annotated[Principal, Depends(allowed(Permission.EXPLAIN_PATROLS))]
CanVisit = Annotated[Principal, Depends(allowed(Permission.READ_VISITS))]
CanSetRules = Annotated[Principal, Depends(allowed(Permission.MANAGE_PATROL_RULES))]
