"""Who may read figures, see the cases behind them, and change their formulas?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed, require
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_FIGURES))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_FIGURES))]


async def _reads_cases(who: CanRead) -> Principal:
    return require(who, Permission.READ_CASES)


# Who reads a number need not be one who may see the cases behind it.
CanLookBehind = Annotated[Principal, Depends(_reads_cases)]
