"""Which passwords and keys does this installation use, made once and kept?"""

import base64
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from embedded.errors import StackError
from embedded.private_file import write_private

KEY_BYTES = 32
WEBHOOK_SECRET_BYTES = 24

Secret = TypeVar("Secret")


def _password() -> str:
    return secrets.token_urlsafe(24)


def _crypto_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _webhook_secrets() -> list[str]:
    # Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes.
    return ["whsec_" + base64.b64encode(secrets.token_bytes(WEBHOOK_SECRET_BYTES)).decode()]


class Credentials(BaseModel):
    """Everything secret of one embedded stack, by name of database, service or source."""

    superuser: str = Field(default_factory=_password)
    databases: dict[str, str] = Field(default_factory=dict)
    clients: dict[str, str] = Field(default_factory=dict)
    feeds: dict[str, list[str]] = Field(default_factory=dict)
    crypto_keys: dict[str, str] = Field(default_factory=lambda: {"k1": _crypto_key()})
    blind_keys: dict[str, str] = Field(default_factory=lambda: {"b1": _crypto_key()})


def load_or_make(path: Path, *, databases: Iterable[str], clients: Iterable[str], feeds: Iterable[str]) -> Credentials:
    """Read the credentials kept at `path`, make what is missing, and keep the whole with mode 0600."""
    kept = _load(path)
    _complete(kept.databases, databases, _password)
    _complete(kept.clients, clients, _password)
    _complete(kept.feeds, feeds, _webhook_secrets)
    write_private(path, kept.model_dump_json(indent=2))
    return kept


def _load(path: Path) -> Credentials:
    if not path.exists():
        return Credentials()
    try:
        return Credentials.model_validate_json(path.read_bytes())
    except ValidationError as broken:
        raise StackError(
            f"{path} 无法读取 cannot be read, and the databases' passwords are in it: {broken}"
        ) from broken


def _complete(kept: dict[str, Secret], names: Iterable[str], make: Callable[[], Secret]) -> None:
    for name in names:
        if name not in kept:
            kept[name] = make()
