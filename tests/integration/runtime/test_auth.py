"""Which tokens prove something, and what does it say where they do not?"""

import base64
import json
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from pydantic import SecretStr

from shared.clock import utc_now
from shared.runtime.auth import Authenticator, IssuerUnavailable, Unauthenticated
from shared.runtime.permissions import Permission, Role
from shared.runtime.settings import AuthSettings, Profile
from tests.integration.runtime.small_service import Small
from tests.support.issuer import TestIssuer, running_issuer

NOTE = {"slug": "a"}


async def refusal(small: Small, token: str) -> dict[str, Any]:
    answer = await small.bearing(token).post("/notes", json=NOTE)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    said: dict[str, Any] = answer.json()
    assert said["title"] == "unauthenticated"
    return said


async def test_a_good_token_is_let_in(small: Small) -> None:
    assert (await small.client().post("/notes", json=NOTE)).status_code == 201


async def test_no_token_is_refused(small: Small) -> None:
    answer = await small.stranger().post("/notes", json=NOTE)

    assert answer.status_code == 401
    assert answer.json()["reason"] == "missing"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://elsewhere"},
        {"aud": "another"},
        {"aud": None},
        {"iss": None},
        {"sub": None},
        {"exp": None},
        {"exp": 1_000_000_000},
        {"nbf": 4_000_000_000},
        {"scope_region": None},
    ],
    ids=lambda claims: ", ".join(f"{name}={value}" for name, value in claims.items())[:30],
)
async def test_a_token_that_does_not_hold_here_is_refused(small: Small, claims: dict[str, object]) -> None:
    await refusal(small, small.issuer.token(**claims))


async def test_an_unsigned_token_is_refused(small: Small) -> None:
    header, payload, _ = small.issuer.token().split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")

    await refusal(small, f"{none}.{payload}.")
    await refusal(small, f"{header}.{payload}.")


async def test_a_changed_payload_is_refused(small: Small) -> None:
    header, _, signature = small.issuer.token(roles=["worker"]).split(".")
    _, payload, _ = small.issuer.token(roles=["admin"]).split(".")

    await refusal(small, f"{header}.{payload}.{signature}")


async def test_a_public_key_is_no_secret_to_sign_with(small: Small) -> None:
    public = small.issuer.keys[-1].as_pem(private=False)
    claims = jwt.decode(small.issuer.token(), small.issuer.keys[-1]).claims
    forged = jwt.encode({"alg": "HS256", "kid": small.issuer.keys[-1].kid}, claims, OctKey.import_key(b"x" * 64))

    assert b"PUBLIC" in public
    await refusal(small, forged)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "e30.e30.e30", "\u0394", "a" * 20_000])
async def test_what_is_no_token_is_refused(small: Small, token: str) -> None:
    answer = await small.stranger(headers={"Authorization": f"Bearer {token}".encode()}).post("/notes", json=NOTE)

    assert answer.status_code == 401


async def test_a_missing_permission_names_what_it_would_take(small: Small) -> None:
    answer = await small.client(roles=["worker", "unheard-of"]).post("/notes", json=NOTE)

    assert answer.status_code == 403
    assert answer.json()["permission"] == Permission.MANAGE_CELLS
    assert answer.json()["roles"] == [Role.WORKER]


def authenticator(issuer: TestIssuer, client: httpx.AsyncClient, profile: Profile) -> Authenticator:
    return Authenticator(AuthSettings(issuer=issuer.url), profile, client, utc_now)


async def test_a_token_of_the_embedded_stack_holds_nowhere_else(issuer: TestIssuer) -> None:
    token = issuer.token(profile="embedded")
    async with httpx.AsyncClient() as client:
        assert (await authenticator(issuer, client, Profile.EMBEDDED).authenticate(token)).person_id == "p-test"
        with pytest.raises(Unauthenticated) as refused:
            await authenticator(issuer, client, Profile.DEVELOPMENT).authenticate(token)

    assert refused.value.facts["reason"] == "embedded"


async def test_production_takes_no_issuer_without_tls(issuer: TestIssuer) -> None:
    async with httpx.AsyncClient() as client:
        with pytest.raises(ValueError, match="https"):
            authenticator(issuer, client, Profile.PRODUCTION)


async def test_new_keys_are_asked_for_and_old_ones_stay_good_while_published() -> None:
    async with running_issuer() as issuer, httpx.AsyncClient() as client:
        old = issuer.token()
        auth = impatient(issuer, client)
        await auth.authenticate(old)

        issuer.rotate()

        assert (await auth.authenticate(issuer.token())).person_id == "p-test"
        assert (await auth.authenticate(old)).person_id == "p-test"


async def test_a_key_that_is_withdrawn_signs_nobody_in_any_more() -> None:
    async with running_issuer() as issuer, httpx.AsyncClient() as client:
        old = issuer.token()
        issuer.rotate(forget_old=True)

        with pytest.raises(Unauthenticated):
            await impatient(issuer, client).authenticate(old)


async def test_a_forged_token_asks_the_issuer_once_not_each_time(issuer: TestIssuer) -> None:
    asked: list[str] = []

    async def count(request: httpx.Request) -> None:
        asked.append(request.url.path)

    forger = ECKey.generate_key("P-256", {"kid": "forged"})
    forged = jwt.encode({"alg": "ES256", "kid": "forged"}, {"iss": issuer.url}, forger)
    async with httpx.AsyncClient(event_hooks={"request": [count]}) as client:
        auth = authenticator(issuer, client, Profile.DEVELOPMENT)
        for _ in range(5):
            with pytest.raises(Unauthenticated):
                await auth.authenticate(forged)

    assert len(asked) == 2


async def test_known_keys_stay_good_while_the_issuer_is_away() -> None:
    async with httpx.AsyncClient() as client:
        async with running_issuer() as issuer:
            token = issuer.token()
            auth = impatient(issuer, client)
            await auth.authenticate(token)

        assert (await auth.authenticate(token)).person_id == "p-test"
        with pytest.raises(IssuerUnavailable):
            await authenticator(issuer, client, Profile.DEVELOPMENT).authenticate(token)


def impatient(issuer: TestIssuer, client: httpx.AsyncClient) -> Authenticator:
    """Return an authenticator that asks for the keys each time."""
    settings = AuthSettings(issuer=issuer.url, jwks_seconds=0, client_secret=SecretStr(""))
    return Authenticator(settings, Profile.DEVELOPMENT, client, utc_now)
