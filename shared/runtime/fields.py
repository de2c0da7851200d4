"""How is a personal field kept on disk? Sealed under a named key, bound to the row it belongs to.

Two suites seal alike: AES-256-GCM, and SM4-GCM for who must use the national ciphers. Which of them a key belongs to is
a setting; the layout is the same, so rows of both stand side by side while keys rotate.
"""

import base64
import os
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from shared.runtime.blind import Blinder
from shared.runtime.settings import CryptoSettings, Suite

NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES: Final = {Suite.AES: 32, Suite.SM4: 16}


class _Aead(Protocol):
    """Seals with a nonce and opens; what is `about` it is proved, not kept."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


class _Sm4Gcm:
    """SM4 in Galois counter mode, with the tag behind the cipher text as AESGCM has it."""

    def __init__(self, key: bytes) -> None:
        self._key = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, about: bytes | None, /) -> bytes:
        sealing = Cipher(self._key, GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(about or b"")
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, about: bytes | None, /) -> bytes:
        """Raises cryptography's InvalidTag."""
        opening = Cipher(self._key, GCM(nonce, data[-TAG_BYTES:])).decryptor()
        opening.authenticate_additional_data(about or b"")
        return opening.update(data[:-TAG_BYTES]) + opening.finalize()


def _cipher(name: str, key: bytes, suite: Suite) -> _Aead:
    if len(key) != KEY_BYTES[suite]:
        raise ValueError(f"the key {name!r} has {len(key)} bytes, {suite} needs {KEY_BYTES[suite]}")
    return _Sm4Gcm(key) if suite is Suite.SM4 else AESGCM(key)


class Sealer:
    """Seals and opens fields. Layout of a sealed field: length of the key id, key id, nonce, cipher text and tag.

    `blind` marks what is sealed, so that it can be found again; `head` is how everything under the current key begins.
    """

    def __init__(self, settings: CryptoSettings) -> None:
        strange = sorted(settings.suites.keys() - settings.keys.keys())
        if strange:
            raise ValueError(f"suites are named for keys that are not there: {strange}")
        self._keys = {
            name: _cipher(name, base64.b64decode(secret.get_secret_value()), settings.suites.get(name, Suite.AES))
            for name, secret in settings.keys.items()
        }
        if settings.current not in self._keys:
            raise ValueError(f"the current key {settings.current!r} is not among the keys {sorted(self._keys)}")
        self.current_name = settings.current
        self._current = self._keys[settings.current]
        self._suite = settings.suites.get(settings.current, Suite.AES)
        self.blind = Blinder(settings)
        name = settings.current.encode()
        self.head = bytes([len(name)]) + name

    def seal_bytes(self, plain: bytes, *, about: str) -> bytes:
        """Seal `plain`; `about` (the row's id) must be the same when it is opened."""
        nonce = os.urandom(NONCE_BYTES)
        return self.head + nonce + self._current.encrypt(nonce, plain, about.encode())

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

    def sealed_anew(self, sealed: bytes, *, about: str) -> bytes:
        """Return a field under the current key, whichever it was under."""
        return self.seal_bytes(self.open_bytes(sealed, about=about), about=about)

    def new_key(self) -> bytes:
        """Return a random key of what belongs together, and can be erased by forgetting it (`under`)."""
        return os.urandom(KEY_BYTES[self._suite])

    def under(self, key: bytes) -> "OneKey":
        """Return what seals and opens under a key of `new_key`; who holds it keeps it sealed."""
        return OneKey(key)


class OneKey:
    """Seals and opens what belongs together. Layout: nonce, cipher text and tag; a key of 16 bytes is one of SM4."""

    def __init__(self, key: bytes) -> None:
        suite = next(suite for suite, size in KEY_BYTES.items() if size == len(key))
        self._cipher = _cipher("one", key, suite)

    def seal_bytes(self, plain: bytes, *, about: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def seal(self, plain: str, *, about: str) -> bytes:
        return self.seal_bytes(plain.encode(), about=about)

    def open_bytes(self, sealed: bytes, *, about: str) -> bytes:
        """Open a field. Raises cryptography's InvalidTag for another row or a change."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())

    def open(self, sealed: bytes, *, about: str) -> str:
        return self.open_bytes(sealed, about=about).decode()
