"""Who may do what with powers, and how is a page of them asked for?"""

from typing import Annotated

from fastapi import Depends, Query

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_POWERS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_POWERS))]
CanSupervise = Annotated[Principal, Depends(allowed(Permission.SUPERVISE_POWERS))]
After = Annotated[str, Query(max_length=160, description="region:code, from `next`")]
Limit = Annotated[int, Query(ge=1, le=500)]


def key_of(after: str) -> tuple[str, str]:
    """Return township and code of the last row of the page before."""
    region, _, code = after.partition(":")
    return region, code


AfterSubject = Annotated[str, Query(max_length=300, description="region:kind:key, from `next`")]


def subject_key_of(after: str) -> tuple[str, str, str]:
    """Return region, kind and key of the last row of the page before."""
    region, kind, key = [*after.split(":", 2), "", ""][:3]
    return region, kind, key
