"""Do both suites seal what only they open, and is a setting that cannot work refused at the start?"""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr

from shared.runtime.fields import Sealer
from shared.runtime.settings import CryptoSettings, Suite

KEYS = {"aes": b"a" * 32, "sm4": b"s" * 16}


def sealer(current: str, *names: str, suites: dict[str, Suite] | None = None) -> Sealer:
    given = names or tuple(KEYS)
    keys = {name: SecretStr(base64.b64encode(KEYS[name]).decode()) for name in given}
    named = {"sm4": Suite.SM4} if suites is None and "sm4" in given else suites or {}
    return Sealer(CryptoSettings(keys=keys, current=current, suites=named))


@pytest.mark.parametrize("current", ["aes", "sm4"])
@pytest.mark.parametrize("plain", ["", "听海路1号301室", "x" * 10_000])
def test_what_is_sealed_is_opened_by_the_name_of_its_key(current: str, plain: str) -> None:
    sealed = sealer(current).seal(plain, about="row:field")

    assert plain.encode() not in sealed or not plain
    assert sealer("aes").open(sealed, about="row:field") == plain
    assert sealed.startswith(sealer(current).head)


@pytest.mark.parametrize("current", ["aes", "sm4"])
def test_what_was_changed_or_moved_to_another_row_is_not_opened(current: str) -> None:
    sealed = sealer(current).seal("13800001234", about="row:phone")

    for other, about in [(sealed[:-1] + bytes([sealed[-1] ^ 1]), "row:phone"), (sealed, "other:phone")]:
        with pytest.raises(InvalidTag):
            sealer(current).open(other, about=about)


def test_a_field_comes_under_the_current_key_and_needs_the_old_one_no_more() -> None:
    anew = sealer("sm4").sealed_anew(sealer("aes").seal("王小明", about="r"), about="r")

    assert sealer("sm4", "sm4").open(anew, about="r") == "王小明"
    with pytest.raises(KeyError):
        sealer("aes", "aes").open(anew, about="r")


@pytest.mark.parametrize(
    ("current", "names", "suites"),
    [
        ("sm4", ("sm4",), {}),
        ("aes", ("aes",), {"aes": Suite.SM4}),
        ("aes", ("aes",), {"gone": Suite.AES}),
        ("gone", ("aes",), {}),
    ],
)
def test_keys_that_do_not_fit_their_suite_end_the_start(
    current: str, names: tuple[str, ...], suites: dict[str, Suite]
) -> None:
    with pytest.raises(ValueError, match="key"):
        sealer(current, *names, suites=suites)
