"""What the embedded issuer promises the services."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from embedded.issuer import IssuerSettings, app, issue_token
from embedded.parts import plan_of
from embedded.settings import StackSettings
from embedded.stack import Stack
from embedded.tokens import Role, load_or_make_key
from onefour.gateway import Actor
from onefour.installation import tokens_of
from onefour.refusals import NoSuchActor
from shared.runtime.permissions import Role as Known

NOW = datetime(2026, 9, 30, 8, 0, tzinfo=UTC)
CLIENTS = {"grid": "s3cret/+"}


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return plan_of(tmp_path, settings=StackSettings()).stack


@pytest.fixture
async def issuer(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    settings = IssuerSettings(url=stack.issuer, key=stack.issuer_key, audience=stack.audience, clients=CLIENTS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app(settings)), base_url=stack.issuer) as client:
        yield client


async def claims(issuer: httpx.AsyncClient, token: str) -> dict[str, object]:
    """Read a token as a service does: with the published keys alone."""
    keys = KeySet.import_key_set((await issuer.get("/jwks.json")).json())
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)


async def test_a_token_carries_role_scope_and_unit_for_its_hours(stack: Stack, issuer: httpx.AsyncClient) -> None:
    token = issue_token(stack, role="dispatcher", scope="320585102", person_id="p1", unit="u1", hours=2, now=NOW)

    found = await claims(issuer, token)
    assert found.pop("jti")
    issued_at = int(NOW.timestamp())
    assert found == {
        "iss": stack.issuer,
        "aud": "onefour",
        "sub": "p1",
        "iat": issued_at,
        "exp": issued_at + int(timedelta(hours=2).total_seconds()),
        "roles": ["dispatcher"],
        "scope_region": "320585102",
        "unit": "u1",
    }


def test_whatever_role_the_services_know_gets_a_token() -> None:
    assert {str(role) for role in Role} == {str(role) for role in Known}


def test_a_command_with_an_unknown_role_is_refused_in_a_line(stack: Stack) -> None:
    with pytest.raises(NoSuchActor, match="mayor"):
        tokens_of(stack)(Actor("mayor", "32"))


@pytest.mark.parametrize(("role", "scope"), [("mayor", "32"), ("clerk", ""), ("clerk", "32%"), ("clerk", "３２")])
def test_an_unknown_role_or_a_scope_that_is_no_code_gets_no_token(stack: Stack, role: str, scope: str) -> None:
    with pytest.raises(ValueError, match=r"scope|Role"):
        issue_token(stack, role=role, scope=scope)


async def test_the_configuration_leads_to_the_public_key_and_to_nothing_private(issuer: httpx.AsyncClient) -> None:
    configuration = (await issuer.get("/.well-known/openid-configuration")).json()

    keys = (await issuer.get(configuration["jwks_uri"])).json()["keys"]
    assert [(key["alg"], key["use"], "kid" in key, "d" in key) for key in keys] == [("ES256", "sig", True, False)]


@pytest.mark.parametrize("basic", [True, False])
async def test_a_service_gets_its_token_by_client_credentials(issuer: httpx.AsyncClient, basic: bool) -> None:
    form = {"grant_type": "client_credentials"}
    if basic:
        answer = await issuer.post("/token", data=form, auth=("grid", "s3cret%2F%2B"))
    else:
        answer = await issuer.post("/token", data=form | {"client_id": "grid", "client_secret": "s3cret/+"})

    assert answer.status_code == 200
    found = await claims(issuer, answer.json()["access_token"])
    assert (found["sub"], found["roles"], found["scope_region"]) == ("grid", ["service"], "32")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "client_id": "grid", "client_secret": "no"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "no", "client_secret": ""}, 401, "invalid_client"),
    ],
)
async def test_others_are_refused(issuer: httpx.AsyncClient, form: dict[str, str], status: int, error: str) -> None:
    answer = await issuer.post("/token", data=form)

    assert (answer.status_code, answer.json()) == (status, {"error": error})


async def test_broken_basic_credentials_are_refused(issuer: httpx.AsyncClient) -> None:
    form = {"grant_type": "client_credentials"}
    answer = await issuer.post("/token", data=form, headers={b"authorization": "Basic é".encode()})

    assert answer.status_code == 401


def test_the_key_is_kept(tmp_path: Path) -> None:
    key = load_or_make_key(tmp_path / "key.json")

    assert load_or_make_key(tmp_path / "key.json").kid == key.kid


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
async def test_the_probes_answer(issuer: httpx.AsyncClient, path: str) -> None:
    assert (await issuer.get(path)).status_code == 200
