"""Who may read, take and manage inspections?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_INSPECTIONS))]
CanWork = Annotated[Principal, Depends(allowed(Permission.WORK_INSPECTIONS))]
# Publishes checklists, draws up and approves plans, draws.
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_INSPECTIONS))]
