"""Is this process alive, and is it fit for work?"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.runtime.db import is_unavailable

router = APIRouter(tags=["health 健康"])

# Behind by more than this the process answers requests, but what it should do waits too long.
MAX_BEHIND = 50_000


@router.get("/livez", summary="The process answers")
async def livez() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", summary="The process can do its work: database, relay, consumers")
async def readyz(request: Request) -> JSONResponse:
    state = request.app.state
    checks: dict[str, object] = {"database": await _database(request)}
    running = state.running
    if running.relay is not None:
        relay = running.relay
        checks["relay"] = {"leads": relay.leads, "waiting": relay.waiting, "oldest_seconds": relay.oldest_seconds}
    for consumer in running.consumers:
        checks[consumer.name] = {"behind": consumer.behind, "standing": consumer.standing}
    ended = sorted(task.get_name() for task in running.tasks if task.done())
    if ended:
        checks["ended"] = ended
    # A broker that is away keeps nobody from being served: what comes in waits in the outbox, and the body says so.
    degraded = any(c.standing or c.behind > MAX_BEHIND for c in running.consumers)
    ready = checks["database"] == "ok" and not ended
    return JSONResponse({"ready": ready, "degraded": degraded, "checks": checks}, 200 if ready else 503)


async def _database(request: Request) -> str:
    try:
        await request.app.state.runtime.database.ping()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready", with its name
        return "unavailable" if is_unavailable(error) else type(error).__name__
    return "ok"


@router.get("/metrics", summary="Figures for Prometheus")
async def read_metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
