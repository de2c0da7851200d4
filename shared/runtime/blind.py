"""How is a sealed value found again without being read? By its mark: a keyed hash that only this installation makes."""

import base64
import hmac
from hashlib import sha256

from shared.errors import Unavailable
from shared.runtime.settings import CryptoSettings

MARK_BYTES = 16
# The name of no key: what was marked under it has no marks yet.
NO_KEY = ""


class BlindKeyMissing(Unavailable):
    """The installation has no key to find sealed values by."""

    code = "blind-key-missing"
    said = "尚未配置检索密钥，暂时不能按电话或地点检索"


class Blinder:
    """Marks values under a key of its own, never the one that seals them; several keys while they rotate."""

    def __init__(self, settings: CryptoSettings) -> None:
        self._keys = {name: base64.b64decode(secret.get_secret_value()) for name, secret in settings.blind_keys.items()}
        self.current = settings.blind_current
        if self.current and self.current not in self._keys:
            raise ValueError(f"the current blind key {self.current!r} is not among the keys {sorted(self._keys)}")

    def mark(self, kind: str, value: str) -> bytes | None:
        """Return the mark of a value under the current key, None where there is none; `kind` keeps fields apart."""
        return _mark(self._keys[self.current], kind, value) if self.current else None

    def marks(self, kind: str, value: str) -> list[bytes]:
        """Return the marks that a value may have been given, one a key. Raises BlindKeyMissing."""
        if not self.current:
            raise BlindKeyMissing("no key is set to find sealed values by")
        return [_mark(key, kind, value) for key in self._keys.values()]


def _mark(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\n{value}".encode(), sha256)[:MARK_BYTES]
