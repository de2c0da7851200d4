"""Who may do what in outreach?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanPrepare = Annotated[Principal, Depends(allowed(Permission.PREPARE_OUTREACH))]
CanApprove = Annotated[Principal, Depends(allowed(Permission.APPROVE_OUTREACH))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_OUTREACH))]
CanJobs = Annotated[Principal, Depends(allowed(Permission.JOBS_OUTREACH))]
CanOptOut = Annotated[Principal, Depends(allowed(Permission.OPT_OUT_OUTREACH))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_OUTREACH))]
