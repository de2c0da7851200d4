"""Which kinds of refusal exist, and what does each tell a caller?

    Refusal
    ├── Invalid       the input can never be right            422, a consumer sends it to the dead letters
    ├── Forbidden     right, but not for you                  403, a consumer sends it to the dead letters
    ├── NotFound      there is no such thing, or not for you  404, a consumer sends it to the dead letters
    ├── Conflict      right in itself, but not now            409, a consumer drops it: what it asks is past
    └── Unavailable   nothing wrong with it, ask again        503, a consumer tries again

A capability subclasses one of the five and gives it a stable `code`; `shared.runtime.http_errors` and
`shared.runtime.consumer` each map the kind, once.
"""


class Refusal(Exception):
    """A use case says no; `code` is stable, `facts` explain it to a program."""

    code = "refused"

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class Invalid(Refusal):
    code = "invalid"


class Forbidden(Refusal):
    code = "forbidden"


class SecondPersonNeeded(Forbidden):
    """What binds others is decided by another person than the one who prepared it (four eyes)."""

    code = "second-person-needed"

    @classmethod
    def unless_two(cls, prepared_by: str | None, by: str) -> None:
        """Raise it where one person would do both."""
        if prepared_by == by:
            raise cls("another person decides what one has prepared", by=by)


class NotFound(Refusal):
    code = "not-found"


class Conflict(Refusal):
    code = "conflict"


class Unavailable(Refusal):
    code = "unavailable"
