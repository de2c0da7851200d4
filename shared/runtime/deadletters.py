"""Where does a message go that can never be dealt with? Aside, sealed, counted, and never a whole topic of them."""

import base64
from collections import deque
from uuid import NAMESPACE_URL, UUID, uuid5

from aiokafka import ConsumerRecord
from pydantic import BaseModel

from shared.clock import utc_now
from shared.errors import Unavailable
from shared.runtime import tables
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.sets import insert_rows
from shared.schemas.topics import dead_letter_topic

TYPE = "onefour.runtime.dead-letter.v1"


class TooManyDeadLetters(Unavailable):
    """So many bad messages are a bad release, not bad messages: the consumer stands still until somebody looks."""

    code = "too-many-dead-letters"
    said = "无法处理的消息过多，已停止接收，待运维人员检查"


class DeadLetterLimit:
    """Allows `run` bad messages in a row, and `share` of the last `window`."""

    def __init__(self, *, run: int = 50, share: float = 0.2, window: int = 1000) -> None:
        self._run = run
        self._share = share
        self._recent: deque[bool] = deque(maxlen=window)
        self._in_a_row = 0

    def saw_readable(self) -> None:
        """A message that can be read stands between bad ones: they are not in a row."""
        self._in_a_row = 0

    def saw_good(self, count: int) -> None:
        self._in_a_row = 0
        self._recent.extend([False] * count)

    def saw_bad(self, consumer: str) -> None:
        """Count one more. Raises TooManyDeadLetters where that is over the limit; it is then not counted."""
        full = len(self._recent) == self._recent.maxlen
        if self._in_a_row >= self._run or (full and sum(self._recent) >= self._share * len(self._recent)):
            raise TooManyDeadLetters(f"{consumer} met too many bad messages", in_a_row=self._in_a_row)
        self._in_a_row += 1
        self._recent.append(True)


class DeadLetter(BaseModel):
    """A message set aside. `value` is sealed: what could not be read may hold anything."""

    consumer: str
    topic: str
    partition: int
    offset: int
    headers: dict[str, str]
    value: str
    error: str


def place_id(log: str, record: ConsumerRecord) -> UUID:
    """Return an id for a message that does not say its own: by its place, in this log."""
    return uuid5(NAMESPACE_URL, f"{log}/{record.topic}/{record.partition}/{record.offset}")


async def set_aside(
    work: UnitOfWork,
    consumer: str,
    record: ConsumerRecord,
    event_id: UUID,
    error: Exception,
    limit: DeadLetterLimit,
) -> bool:
    """Hand the message to the dead-letter topic, and mark it as known, in one transaction.

    Return False where it was set aside before: a batch that comes again counts nothing twice.
    Raises TooManyDeadLetters.
    """
    known = [{"consumer": consumer, "event_id": event_id}]
    if not await insert_rows(work.connection, tables.inbox, known, skip_known=True, returning="event_id"):
        return False
    limit.saw_bad(consumer)
    letter_id = new_id()
    letter = DeadLetter(
        consumer=consumer,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        headers={
            name: (value or b"").decode(errors="replace") for name, value in record.headers if name.startswith("ce_")
        },
        value=base64.b64encode(work.sealer.seal_bytes(record.value or b"", about=str(letter_id))).decode(),
        error=getattr(error, "code", type(error).__name__),
    )
    row = {
        "event_id": letter_id,
        "topic": dead_letter_topic(record.topic),
        "key": consumer,
        "type": TYPE,
        "body": letter.model_dump_json(),
        "occurred_at": utc_now(),
    }
    await insert_rows(work.connection, tables.outbox, [row])
    return True
