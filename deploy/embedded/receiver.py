"""Did the hotline get its replies? A local stand-in for the outside platforms, which keeps and counts what arrives."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, status
from prometheus_client import Counter
from pydantic_settings import BaseSettings, SettingsConfigDict
from standardwebhooks import Webhook, WebhookVerificationError

from embedded import probes
from embedded.deliveries import Deliveries

LONGEST_BODY_BYTES = 1024 * 1024
EXTERNAL_ID = "external_id"
arrived = Counter("onefour_receiver_deliveries", "Replies that the local receiver took in", ["source"])


class ReceiverSettings(BaseSettings):
    """Read from `ONEFOUR_RECEIVER_*`; `secrets` maps each source to the secrets that may have signed."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_RECEIVER_")

    store: Path
    secrets: dict[str, list[str]]


def app(settings: ReceiverSettings | None = None) -> FastAPI:
    """Make the application."""
    settings = settings or ReceiverSettings()
    application = FastAPI(title="OneFour reply receiver 回复接收演示")
    application.include_router(probes.router)
    application.include_router(_routes(settings.secrets, Deliveries(settings.store)))
    return application


def _routes(secrets: dict[str, list[str]], deliveries: Deliveries) -> APIRouter:
    router = APIRouter()
    failures = dict.fromkeys(secrets, 0)

    @router.post("/{source}", status_code=status.HTTP_202_ACCEPTED, summary="A reply, signed as Standard Webhooks")
    async def take(source: str, request: Request) -> dict[str, bool]:
        keys = _known(secrets, source)
        if failures[source] > 0:
            failures[source] -= 1
            raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "told to fail by POST /{source}/fail")
        body = await request.body()
        if len(body) > LONGEST_BODY_BYTES:
            raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, f"more than {LONGEST_BODY_BYTES} bytes")
        _verify(keys, body, dict(request.headers))
        external_id = _external_id(body)
        new = deliveries.keep(source, request.headers["webhook-id"], external_id, at=datetime.now(UTC))
        arrived.labels(source).inc()
        return {"new": new}

    @router.get("/{source}/count", summary="How many replies came, and how many of them again")
    async def count(source: str) -> dict[str, int]:
        _known(secrets, source)
        return deliveries.count(source)

    @router.get("/{source}/replies/{external_id}", summary="Which messages came about one order")
    async def replies(source: str, external_id: str) -> list[str]:
        _known(secrets, source)
        return deliveries.about(source, external_id)

    @router.post("/{source}/fail", summary="Answer the next deliveries with 503")
    async def fail(source: str, times: Annotated[int, Query(ge=0)]) -> dict[str, int]:
        _known(secrets, source)
        failures[source] = times
        return {"failing": times}

    return router


def _known(secrets: dict[str, list[str]], source: str) -> list[str]:
    if source not in secrets:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"no such source; there are {', '.join(sorted(secrets))}")
    return secrets[source]


def _verify(keys: list[str], body: bytes, headers: dict[str, str]) -> None:
    for key in keys:
        try:
            Webhook(key).verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError):
            # The library answers a malformed signature with a plain ValueError.
            continue
        return
    raise HTTPException(status.HTTP_401_UNAUTHORIZED, "signature or time stamp is not right")


def _external_id(body: bytes) -> str:
    """Return the platform's own number of the order, which stands at the top or in `data`."""
    try:
        document: Any = json.loads(body)
    except ValueError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"not JSON: {error}") from error
    for place in (document, document.get("data") if isinstance(document, dict) else None):
        if isinstance(place, dict) and isinstance(place.get(EXTERNAL_ID), str):
            return str(place[EXTERNAL_ID])
    raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"{EXTERNAL_ID} is missing")
