"""Who signs the tokens of the embedded stack? Its own small OIDC issuer, which no other profile accepts."""

import base64
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from joserfc.jwk import ECKey
from prometheus_client import Counter
from pydantic_settings import BaseSettings, SettingsConfigDict

from embedded import probes
from embedded.tokens import ALGORITHM, PROVINCE, Role, issue_token, load_or_make_key, sign

__all__ = ["IssuerSettings", "app", "issue_token"]

SERVICE_TOKEN_LIFETIME = timedelta(hours=1)
LONGEST_FORM_BYTES = 8192
issued = Counter("onefour_issuer_tokens", "Tokens that the embedded issuer gave to services")


class IssuerSettings(BaseSettings):
    """Read from `ONEFOUR_ISSUER_*`; `clients` maps client ids to their secrets."""

    model_config = SettingsConfigDict(env_prefix="ONEFOUR_ISSUER_")

    url: str
    key: Path
    audience: str
    clients: dict[str, str]


def app(settings: IssuerSettings | None = None) -> FastAPI:
    """Make the application."""
    settings = settings or IssuerSettings()
    application = FastAPI(title="OneFour embedded issuer 内置身份服务")
    application.include_router(probes.router)
    application.include_router(_routes(settings, load_or_make_key(settings.key)))
    return application


def _routes(settings: IssuerSettings, key: ECKey) -> APIRouter:
    router = APIRouter()

    @router.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, object]:
        return {
            "issuer": settings.url,
            "jwks_uri": f"{settings.url}/jwks.json",
            "token_endpoint": f"{settings.url}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
        }

    @router.get("/jwks.json")
    async def keys() -> dict[str, object]:
        return {"keys": [key.as_dict(private=False)]}

    @router.post("/token", summary="A token for a service (RFC 6749, 4.4)")
    async def token(request: Request) -> Response:
        return _grant(settings, key, await request.body(), request.headers.get("authorization", ""))

    return router


def _grant(settings: IssuerSettings, key: ECKey, body: bytes, authorization: str) -> Response:
    if len(body) > LONGEST_FORM_BYTES:
        return _refuse(413, "invalid_request")
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", errors="replace")).items()}
    if form.get("grant_type") != "client_credentials":
        return _refuse(400, "unsupported_grant_type")
    client, secret = _basic(authorization) or (form.get("client_id", ""), form.get("client_secret", ""))
    known = settings.clients.get(client)
    if known is None or not secrets.compare_digest(known.encode(), secret.encode()):
        return _refuse(401, "invalid_client")
    issued.inc()
    signed = sign(
        key,
        issuer=settings.url,
        audience=settings.audience,
        subject=client,
        role=Role.SERVICE,
        scope=PROVINCE,
        unit=None,
        now=datetime.now(UTC),
        lifetime=SERVICE_TOKEN_LIFETIME,
    )
    answer = {"access_token": signed, "token_type": "Bearer", "expires_in": int(SERVICE_TOKEN_LIFETIME.total_seconds())}
    return JSONResponse(answer, headers={"cache-control": "no-store"})


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return ("", "")
    # RFC 6749, 2.3.1: both are form-encoded before they are joined.
    return unquote(client), unquote(secret)


def _refuse(status: int, error: str) -> Response:
    headers = {"www-authenticate": "Basic"} if status == 401 else {}  # noqa: PLR2004 - the one status with a challenge
    return JSONResponse({"error": error}, status_code=status, headers=headers)
