"""What is in a token of the embedded stack, and with which key is it signed?"""

import json
import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from embedded.private_file import write_private
from embedded.stack import Stack

ALGORITHM = "ES256"
PROVINCE = "32"


class Role(StrEnum):
    """Who can be somebody here; the services map each to permissions."""

    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    WORKER = "worker"
    OFFICER = "officer"
    ORG_OFFICE = "org-office"
    LEADER = "leader"
    DEPARTMENT = "department"
    PARTY_OFFICE = "party-office"
    SHIFT_LEADER = "shift-leader"
    HANDLER = "handler"
    GRID_LEADER = "grid-leader"
    LEGAL_REVIEWER = "legal-reviewer"
    DISCIPLINE = "discipline"
    OPERATOR = "operator"
    SERVICE = "service"
    ADMIN = "admin"


def load_or_make_key(path: Path) -> ECKey:
    """Return the signing key kept at `path` (a private JWK, 0600); make it the first time."""
    if path.exists():
        return ECKey.import_key(json.loads(path.read_bytes()))
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
    write_private(path, json.dumps(key.as_dict(private=True)))
    return key


def sign(
    key: ECKey,
    *,
    issuer: str,
    audience: str,
    subject: str,
    role: Role,
    scope: str,
    unit: str | None,
    now: datetime,
    lifetime: timedelta,
) -> str:
    """Return a signed token. `scope` is a prefix of region codes: "32" the province, "320585102" one township."""
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": str(uuid.uuid4()),
        "roles": [role.value],
        "scope_region": scope,
        "unit": unit,
    }
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


def issue_token(
    stack: Stack,
    *,
    role: str,
    scope: str,
    person_id: str | None = None,
    unit: str | None = None,
    hours: float = 12,
    now: datetime | None = None,
) -> str:
    """Return a token for a person of this stack. Raises ValueError for an unknown role or a scope that is no code."""
    if not (scope.isascii() and scope.isdigit()):
        raise ValueError(f"scope must be a region code such as {PROVINCE} or 320585102, not {scope!r}")
    known = Role(role)
    return sign(
        load_or_make_key(stack.issuer_key),
        issuer=stack.issuer,
        audience=stack.audience,
        subject=person_id or f"{known.value}-{scope}",
        role=known,
        scope=scope,
        unit=unit,
        now=now or datetime.now(UTC),
        lifetime=timedelta(hours=hours),
    )
