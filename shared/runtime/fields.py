"""How is a personal field kept on disk? Sealed with AES-256-GCM under a named key, bound to the row it belongs to."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.runtime.settings import CryptoSettings

NONCE_BYTES = 12


class Sealer:
    """Seals and opens fields. Layout of a sealed field: length of the key id, key id, nonce, cipher text and tag."""

    def __init__(self, settings: CryptoSettings) -> None:
        self._keys = {
            name: AESGCM(base64.b64decode(secret.get_secret_value())) for name, secret in settings.keys.items()
        }
        if settings.current not in self._keys:
            raise ValueError(f"the current key {settings.current!r} is not among the keys {sorted(self._keys)}")
        self._current = self._keys[settings.current]
        name = settings.current.encode()
        self._head = bytes([len(name)]) + name

    def seal_bytes(self, plain: bytes, *, about: str) -> bytes:
        """Seal `plain`; `about` (the row's id) must be the same when it is opened."""
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._current.encrypt(nonce, plain, about.encode())

    def seal(self, plain: str, *, about: str) -> bytes:
        return self.seal_bytes(plain.encode(), about=about)

    def open_bytes(self, sealed: bytes, *, about: str) -> bytes:
        """Open a field. Raises KeyError for an unknown key, cryptography's InvalidTag for another row or a change."""
        start = 1 + sealed[0]
        key = self._keys[sealed[1:start].decode()]
        nonce = sealed[start : start + NONCE_BYTES]
        return key.decrypt(nonce, sealed[start + NONCE_BYTES :], about.encode())

    def open(self, sealed: bytes, *, about: str) -> str:
        return self.open_bytes(sealed, about=about).decode()
