"""How does a citizen ask how his paper stands? With what stands on its receipt, and without a token."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from shared.errors import Refusal
from shared.runtime.app import Held

from . import service
from .domain import HeldPaper
from .schemas import ProgressShown, ReceiptGiven

router = APIRouter(prefix="/progress", tags=["progress 群众查询"])


async def receipt_holder(given: ReceiptGiven, request: Request, held: Held) -> HeldPaper:
    """Return the paper that the receipt opens, for every door that asks for one.

    Raises ProgressNotFound (404), TooManyAttempts (429), CountingImpossible (503).
    """
    address = request.client.host if request.client else ""
    asked = service.Asked(given.number, given.code, address)
    async with held.database.begin() as work:
        found = await service.look_up(work, service.SCOPE, asked=asked, now=held.clock())
    # Only now: what is raised within would take the attempt back from the count.
    if isinstance(found, Refusal):
        raise found
    return found


Holder = Annotated[HeldPaper, Depends(receipt_holder)]


@router.post("", summary="How a paper stands, for who holds its receipt 群众查询")
async def read(holder: Holder) -> ProgressShown:
    return ProgressShown.of(holder.view)
