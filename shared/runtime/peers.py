"""How does one service ask another over HTTP? With a token of its own from the issuer (client credentials)."""

import time
from typing import Any

import httpx

from shared.errors import Unavailable
from shared.runtime.app import Runtime

EARLY_SECONDS = 60


class PeerUnavailable(Unavailable):
    code = "peer-unavailable"
    said = "相关服务暂时没有响应，请稍后再试"


async def ask_peer(runtime: Runtime, base: str, path: str, body: dict[str, Any]) -> Any:
    """POST `body` to another service and return its JSON. Raises PeerUnavailable where it does not answer well."""
    try:
        token = await _token(runtime)
        headers = {"Authorization": f"Bearer {token}"}
        answer = await runtime.http.post(f"{base.rstrip('/')}{path}", json=body, headers=headers)
        return answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise PeerUnavailable("the service that keeps this does not answer, try again", path=path) from error


async def _token(runtime: Runtime) -> str:
    token, until = runtime.kept.get("service-token", ("", 0.0))
    if time.monotonic() < until:
        return str(token)
    auth = runtime.settings.auth
    base = auth.issuer.rstrip("/")
    found = (await runtime.http.get(f"{base}/.well-known/openid-configuration")).raise_for_status().json()
    form = {
        "grant_type": "client_credentials",
        "client_id": auth.client_id,
        "client_secret": auth.client_secret.get_secret_value(),
        "audience": auth.audience,
    }
    issued = (await runtime.http.post(found["token_endpoint"], data=form)).raise_for_status().json()
    until = time.monotonic() + float(issued.get("expires_in", 300)) - EARLY_SECONDS
    runtime.kept["service-token"] = (issued["access_token"], until)
    return str(issued["access_token"])
