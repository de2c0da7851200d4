"""Where does the running embedded stack answer, for the commands that talk to it?"""

from pathlib import Path

from pydantic import BaseModel

from embedded.errors import NoStack
from embedded.home import Home
from embedded.private_file import write_private


class Stack(BaseModel):
    """Addresses and secrets of one stack, kept in `.onefour/stack.json` (0600) while it runs."""

    root: Path
    # By service: approval-window, enforcement, grid, dispatch, dispatch-flow, dispatch-registers.
    services: dict[str, str]
    # By database: approval_window, enforcement, grid, dispatch; each URL with the service's own role.
    databases: dict[str, str]
    # The superuser's URL of the maintenance database.
    postgres: str
    kafka: str
    issuer: str
    audience: str
    issuer_key: Path
    receiver: str
    # By source: the Standard Webhooks secrets, the current one first.
    feed_secrets: dict[str, list[str]]
    # By service: the environment variables its process got, for commands that stand in for it (migrations).
    environments: dict[str, dict[str, str]]
    # What `make run FEED=…` was told to play.
    feed: Path | None = None


def load(root: Path) -> Stack:
    """Return the stack that runs in the project folder `root`. Raises NoStack."""
    path = Home(root).stack
    try:
        return Stack.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise NoStack(
            f"未启动 no embedded stack runs in {root} ({path} is missing): start one with `make run`"
        ) from None
    except PermissionError:
        raise NoStack(f"无权限 {path} can be read only by the user who started the stack") from None


def save(stack: Stack) -> None:
    write_private(Home(stack.root).stack, stack.model_dump_json(indent=2))


def forget(root: Path) -> None:
    """Remove the file: what it names answers no more."""
    Home(root).stack.unlink(missing_ok=True)
