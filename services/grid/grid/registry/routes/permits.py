"""Who may do what with the registry?"""

from typing import Annotated

from fastapi import Depends

from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_REGISTRY))]
CanKeep = Annotated[Principal, Depends(allowed(Permission.KEEP_REGISTRY))]
CanReveal = Annotated[Principal, Depends(allowed(Permission.REVEAL_REGISTRY))]
CanSearch = Annotated[Principal, Depends(allowed(Permission.SEARCH_REGISTRY))]
CanAudit = Annotated[Principal, Depends(allowed(Permission.AUDIT_REGISTRY))]
CanImport = Annotated[Principal, Depends(allowed(Permission.IMPORT_REGISTRY))]
CanExport = Annotated[Principal, Depends(allowed(Permission.EXPORT_REGISTRY))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_REGISTRY))]
CanLookUp = Annotated[Principal, Depends(allowed(Permission.LOOK_UP_REGISTRY))]
