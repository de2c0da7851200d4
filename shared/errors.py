"""Which kinds of refusal exist, and what does each tell a caller?

    Refusal
    ├── Invalid       the input can never be right            422, a consumer sends it to the dead letters
    ├── Forbidden     right, but not for you                  403, a consumer sends it to the dead letters
    ├── NotFound      there is no such thing, or not for you  404, a consumer sends it to the dead letters
    ├── Conflict      right in itself, but not now            409, a consumer drops it: what it asks is past
    └── Unavailable   nothing wrong with it, ask again        503, a consumer tries again

A capability subclasses one of the five and gives it a stable `code` and what it has `said`: one sentence in Chinese for
whoever reads it, without values and without personal data. `shared.runtime.http_errors` and `shared.runtime.consumer`
each map the kind, once. Why one row of many is refused is a `Reason`, which has both, too; what no refusal says stands
in `shared.wording`.
"""

from enum import StrEnum
from typing import Self

_SAID: dict[str, str] = {}


class Refusal(Exception):
    """A use case says no; `code` is stable, `said` tells a person in Chinese, `facts` explain it to a program.

    A kind without a code of its own has code and sentence of what it is derived from.
    """

    code = "refused"
    said = "请求未被接受"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            _SAID[cls.code] = cls.said


class Unfit(ValueError):
    """What a validator of a body raises: what was given does not fit, in English, and `said` in Chinese."""

    def __init__(self, message: str, said: str) -> None:
        super().__init__(message)
        self.said = said


class Reason(StrEnum):
    """Why one row of many is refused: `NAME = code, said`. A member is its code, and has `said` as a refusal has."""

    said: str

    def __new__(cls, code: str, said: str) -> Self:
        reason = str.__new__(cls, code)
        reason._value_ = code
        reason.said = _SAID[code] = said
        return reason


def said_of(code: str) -> str | None:
    """Return the Chinese sentence of the refusal or reason with this code, None where there is none."""
    return _SAID.get(code)


class Invalid(Refusal):
    code = "invalid"
    said = "提交的内容不符合要求"


class Forbidden(Refusal):
    code = "forbidden"
    said = "您没有办理此事的权限"


class SecondPersonNeeded(Forbidden):
    """What binds others is decided by another person than the one who prepared it (four eyes)."""

    code = "second-person-needed"
    said = "须由另一人办理：经办与审核不能为同一人"

    @classmethod
    def unless_two(cls, prepared_by: str | None, by: str) -> None:
        """Raise it where one person would do both."""
        if prepared_by == by:
            raise cls("another person decides what one has prepared", by=by)


class NotFound(Refusal):
    code = "not-found"
    said = "没有找到，或不在您的数据范围内"


class Conflict(Refusal):
    code = "conflict"
    said = "当前状态下不能办理"


class Unavailable(Refusal):
    code = "unavailable"
    said = "系统暂时无法办理，请稍后再试"
