"""Is every rule by which a register refuses said in Chinese?"""

from collections.abc import Iterator

from dispatch.main import REGISTER_ROUTERS
from dispatch.sheets.domain.messages import UNSAID, message_of
from shared.errors import Refusal


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def test_every_refusal_of_a_register_is_said_in_chinese() -> None:
    behind = {*("organisation", "workdays", "duties", "powers", "resources", "training", "assessment", "party")}
    behind |= {"exchange", "adoption"}
    assert REGISTER_ROUTERS
    unsaid = {
        one.code
        for one in refusals()
        if one.__module__.split(".")[:1] == ["dispatch"]
        and one.__module__.split(".")[1] in behind
        and message_of(one.code) == UNSAID
    }
    assert unsaid == set()
