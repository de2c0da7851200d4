"""How does a text message leave? By the gateway that the installation names, else as a line in a file."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

from shared.runtime.settings import SmsGateway
from shared.runtime.webhooks import Message

NO_GATEWAY = "no-gateway"


def is_set(gateway: SmsGateway) -> bool:
    return bool(gateway.url and gateway.secret.get_secret_value())


def text_message(message_id: str, gateway: SmsGateway, number: str, text: str) -> Message:
    """Return a text message as the gateway takes it: one `POST` under its id."""
    body = json.dumps({"to": number, "text": text}, ensure_ascii=False)
    return Message(message_id, gateway.url, gateway.secret.get_secret_value(), body)


async def write_lines(path: str, lines: Iterable[str]) -> str | None:
    """Append lines to the file that stands for a gateway; return None where they are there, else what was wrong."""
    if not path:
        return NO_GATEWAY
    try:
        await asyncio.to_thread(_append, Path(path), "".join(f"{line}\n" for line in lines))
    except OSError as error:
        return type(error).__name__
    return None


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # One write: two processes that append do not mix theirs.
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
