"""Who may read of an assessment, keep it, demand something of it or object to it, and which year is asked about?"""

from typing import Annotated

from fastapi import Depends, Query

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ASSESSMENT))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ASSESSMENT))]
CanDemand = Annotated[Principal, Depends(allowed(Permission.DEMAND_ASSESSMENT))]
CanObject = Annotated[Principal, Depends(allowed(Permission.OBJECT_TO_ASSESSMENT))]
Year = Annotated[int, Query(ge=2000, le=2100)]
