"""Who may read of training or of his own, who manages it, and which region does a caller ask about?"""

from typing import Annotated

from fastapi import Depends, Query

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_TRAINING))]
CanReadOwn = Annotated[Principal, Depends(allowed(Permission.READ_OWN_TRAINING))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_TRAINING))]
Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it")]
