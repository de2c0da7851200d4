"""What holds when a phone catches up: its clock, its outcomes and its tokens."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from grid.offline.domain.items import Outcome, clock_offset, is_final, outcome_of
from grid.offline.domain.tokens import BadToken, Token
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable

NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
TASK = UUID(int=7)


@pytest.mark.parametrize(
    ("sent", "added"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(minutes=-2), timedelta(0)),
        (timedelta(minutes=2), timedelta(0)),
        (timedelta(hours=-3), timedelta(hours=3)),
        (timedelta(hours=5), timedelta(hours=-5)),
    ],
)
def test_a_clock_that_is_far_off_is_put_right_and_a_short_way_is_not(sent: timedelta, added: timedelta) -> None:
    assert clock_offset(NOW + sent, NOW) == added


@pytest.mark.parametrize(
    ("kind", "outcome", "final"),
    [
        (Invalid, Outcome.REFUSED, True),
        (Forbidden, Outcome.REFUSED, True),
        (NotFound, Outcome.REFUSED, True),
        (Conflict, Outcome.CONFLICT, True),
        (Unavailable, Outcome.REFUSED, False),
    ],
)
def test_only_what_asking_again_cannot_help_is_final(kind: type[Refusal], outcome: Outcome, final: bool) -> None:
    assert (outcome_of(kind("no")), is_final(kind("no"))) == (outcome, final)


@pytest.mark.parametrize("token", [Token(), Token(12), Token(12, TASK, 15), Token(None, TASK, 15)])
def test_a_token_is_read_as_it_was_written(token: Token) -> None:
    assert Token.read(token.write()) == token


def test_no_token_is_the_beginning() -> None:
    assert Token.read(None) == Token()


STRANGE = ("", "x", "w6k=", "LSAtIC0gLQ==", "MSB4IDE=", "LTEgLSAt", "OTk5OTk5OTk5OTk5OTk5OTk5OSAtIC0=")


@pytest.mark.parametrize("text", STRANGE)
def test_another_text_is_no_token(text: str) -> None:
    with pytest.raises(BadToken):
        Token.read(text)
