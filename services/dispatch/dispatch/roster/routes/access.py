"""Who may read the roster, keep it, and hand a shift over?"""

from typing import Annotated

from fastapi import Depends, Query

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.text import Line, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ROSTER))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ROSTER))]
CanHandOver = Annotated[Principal, Depends(allowed(Permission.HAND_OVER_SHIFTS))]
Region = Annotated[RegionCode, Query(description="The township's centre, or the county's")]
Purpose = Annotated[Line, Query(description="Why the number is needed; the look is noted")]
