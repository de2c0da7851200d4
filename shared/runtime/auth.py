"""Who is asking, what may he do, and how far does he see?

This is an OIDC resource server: tokens come from the issuer that the installation names, signatures are checked
against its published keys (RFC 9068, RFC 8725). A permission is a type that one reads in a route's signature.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.clock import Clock
from shared.errors import Forbidden, Refusal, Unavailable
from shared.runtime.grants import OWN_ONLY, OWN_UNIT_ONLY, PERMISSIONS, SEE_SEALED
from shared.runtime.permissions import Permission, Role
from shared.runtime.scope import Reach, Scope
from shared.runtime.settings import AuthSettings, Profile

ALGORITHMS = ["RS256", "ES256"]
# An unknown key id asks the issuer again at most this often: forged tokens must not become a load on it.
REFRESH_PAUSE_SECONDS = 10
LEEWAY_SECONDS = 30


class Unauthenticated(Refusal):
    """401: no token, or one that proves nothing."""

    code = "unauthenticated"
    said = "未登录或登录已失效，请重新登录"


class MissingPermission(Forbidden):
    code = "missing-permission"
    said = "您的角色没有此项权限"


class IssuerUnavailable(Unavailable):
    code = "issuer-unavailable"
    said = "统一身份认证暂时无法连接，请稍后再试"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, proved: `scope` is what every repository call needs."""

    person_id: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    scope: Scope


class IssuerKeys:
    """The issuer's public keys, kept for a while and asked for again when an unknown one appears (rotation)."""

    def __init__(self, settings: AuthSettings, client: httpx.AsyncClient) -> None:
        self._settings = settings
        self._client = client
        self._keys: KeySet | None = None
        self._fetched_at = -1e9
        self._lock = asyncio.Lock()

    async def current(self, *, unknown_key: bool = False) -> KeySet:
        """Return the keys. Raises IssuerUnavailable where none are known and the issuer does not answer."""
        age = time.monotonic() - self._fetched_at
        limit = REFRESH_PAUSE_SECONDS if unknown_key else self._settings.jwks_seconds
        if self._keys is not None and age < limit:
            return self._keys
        async with self._lock:
            if self._keys is None or time.monotonic() - self._fetched_at >= limit:
                await self._fetch()
        if self._keys is None:
            raise IssuerUnavailable("the issuer of tokens cannot be reached, try again")
        return self._keys

    async def _fetch(self) -> None:
        base = self._settings.issuer.rstrip("/")
        try:
            found = (await self._client.get(f"{base}/.well-known/openid-configuration")).raise_for_status().json()
            keys = (await self._client.get(found["jwks_uri"])).raise_for_status().json()
            self._keys = KeySet.import_key_set(keys)
            self._fetched_at = time.monotonic()
        except (httpx.HTTPError, KeyError, ValueError, JoseError):
            # Known keys stay good while the issuer is away; asked again after a pause.
            self._fetched_at = time.monotonic() - self._settings.jwks_seconds + REFRESH_PAUSE_SECONDS


class Authenticator:
    """Turns a bearer token into a Principal, or refuses it."""

    def __init__(self, settings: AuthSettings, profile: Profile, client: httpx.AsyncClient, clock: Clock) -> None:
        if profile is Profile.PRODUCTION and not settings.issuer.startswith("https://"):
            raise ValueError("in production the issuer of tokens must be an https address")
        self._settings = settings
        self._profile = profile
        self._keys = IssuerKeys(settings, client)
        self._clock = clock

    async def authenticate(self, token: str) -> Principal:
        """Prove a token. Raises Unauthenticated with the reason, or IssuerUnavailable."""
        try:
            decoded = await self._decode(token)
        except (JoseError, ValueError) as error:
            raise Unauthenticated("the token is not signed by the issuer", reason=type(error).__name__) from None
        claims = decoded.claims
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            registry.validate(claims)
        except JoseError as error:
            raise Unauthenticated("the token does not hold here", reason=error.error) from None
        if claims.get("profile") == Profile.EMBEDDED and self._profile is not Profile.EMBEDDED:
            raise Unauthenticated("a token of the embedded stack holds nowhere else", reason="embedded")
        return _principal(claims)

    async def _decode(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._keys.current(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            return jwt.decode(token, await self._keys.current(unknown_key=True), algorithms=ALGORITHMS)


def _principal(claims: dict[str, Any]) -> Principal:
    known = {str(role) for role in Role}
    roles = frozenset(Role(role) for role in claims.get("roles", ()) if role in known)
    granted: frozenset[Permission] = frozenset().union(*(PERMISSIONS[role] for role in roles))
    region = claims.get("scope_region")
    if not isinstance(region, str):
        raise Unauthenticated("the token names no region", reason="scope_region")
    reach = Reach(
        region,
        str(claims["sub"]),
        claims.get("unit"),
        own_only=bool(roles) and roles <= OWN_ONLY,
        unit_only=bool(roles & OWN_UNIT_ONLY) and roles <= OWN_UNIT_ONLY | OWN_ONLY,
        sees_sealed=bool(roles & SEE_SEALED),
    )
    return Principal(reach.person_id, roles, granted, Scope(reach))


_bearer = HTTPBearer(auto_error=False, description="A token of the installation's issuer")


async def principal_of(
    request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """Return who asks. Raises Unauthenticated or IssuerUnavailable."""
    if bearer is None:
        raise Unauthenticated("a bearer token is needed", reason="missing")
    authenticator: Authenticator = request.app.state.authenticator
    return await authenticator.authenticate(bearer.credentials)


def require(who: Principal, permission: Permission) -> Principal:
    """Return who asks. Raises MissingPermission."""
    if permission not in who.permissions:
        raise MissingPermission("your roles do not include this", permission=permission, roles=sorted(who.roles))
    return who


def allowed(permission: Permission) -> Callable[..., Coroutine[Any, Any, Principal]]:
    """Return the dependency that asks for `permission`; a capability names it: `CanRate = Annotated[Principal, …]`."""

    async def check(who: Annotated[Principal, Depends(principal_of)]) -> Principal:
        return require(who, permission)

    check.permission = permission  # type: ignore[attr-defined] # read by tests/architecture: every route has one
    return check
