"""How are daily briefs wanted, read, printed and made again over HTTP?"""

import asyncio
from uuid import UUID

from fastapi import APIRouter, Response

from dispatch.figures.routes.access import CanManage, CanRead
from dispatch.figures.schemas.briefs import (
    BriefAgain,
    BriefMade,
    BriefPage,
    BriefShown,
    BriefSummary,
    RegionPage,
    RegionsWanting,
)
from dispatch.figures.service import briefs, papers
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import AsOf, Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/figures/briefs", tags=["briefs 日报"], route_class=IdempotentRoute)
# A page that may be opened from anywhere runs nothing and fetches nothing.
_PAGE_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


@router.get("", summary="The briefs of a region, newest first")
async def list_briefs(
    who: CanRead, work: Work, region: RegionCode | None = None, day: AsOf = None, after: UUID | None = None,
    limit: Limit = 50,
) -> BriefPage:  # fmt: skip
    asked = who.scope.region if region is None else region
    rows = await briefs.list_briefs(work, who.scope, asked, day=day, after=after, limit=limit)
    items = [BriefSummary.model_validate(row) for row in rows]
    return BriefPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("", summary="Make a brief of a day that is over, as a new version", status_code=201)
async def make_again(body: BriefAgain, who: CanManage, work: Work, now: Now) -> BriefMade:
    return BriefMade(id=await briefs.make_again(work, who.scope, body.region, body.day, now=now))


@router.get("/regions", summary="For which regions briefs are made every night")
async def list_wanted(who: CanRead, work: Work, after: RegionCode | None = None, limit: Limit = 200) -> RegionPage:
    items = await briefs.list_wanted(work, who.scope, after=after or "", limit=limit)
    return RegionPage(items=items, next=items[-1] if len(items) == limit else None)


@router.post("/regions", summary="Let briefs be made for more regions", status_code=204)
async def want(body: RegionsWanting, who: CanManage, work: Work, now: Now) -> None:
    await briefs.want(work, who.scope, body.regions, now=now)


@router.delete("/regions/{region}", summary="Let no more briefs be made for a region", status_code=204)
async def unwant(region: RegionCode, who: CanManage, work: Work) -> None:
    await briefs.unwant(work, who.scope, region)


@router.get("/{brief_id}.html", summary="A brief as a page", response_class=Response)
async def read_page(brief_id: UUID, who: CanRead, work: Work) -> Response:
    row = await briefs.read(work, who.scope, brief_id)
    page = await asyncio.to_thread(papers.as_page, row.content, row.version)
    return Response(page, media_type="text/html; charset=utf-8", headers=_PAGE_HEADERS)


@router.get("/{brief_id}.pdf", summary="A brief as PDF", response_class=Response)
async def read_paper(brief_id: UUID, who: CanRead, work: Work) -> Response:
    row = await briefs.read(work, who.scope, brief_id)
    paper = await asyncio.to_thread(papers.as_paper, row.content, row.version)
    named = {"Content-Disposition": f'inline; filename="brief-{row.region}-{row.day}-v{row.version}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=named)


@router.get("/{brief_id}", summary="What a brief says, in numbers")
async def read_brief(brief_id: UUID, who: CanRead, work: Work) -> BriefShown:
    return BriefShown.model_validate(await briefs.read(work, who.scope, brief_id))
