"""Does a member of a consumer group still hear anything? A group may lose one without telling it, and for good."""

import asyncio
from collections.abc import Sized

from aiokafka import AIOKafkaConsumer


class NotHeard(TimeoutError):
    """The group gave no partition, or the broker no answer, for too long: only a new member gets work again."""


class Membership:
    """Watches one member; `silence_s` is how long it may go without an answer of the broker on any partition.

    aiokafka keeps such a member for ever (its issues 720 and 1154): alive, without an error, without work.
    """

    def __init__(self, consumer: AIOKafkaConsumer, silence_s: float) -> None:
        self._consumer = consumer
        self._silence_s = silence_s
        self._last_answer = 0
        self._heard_at = asyncio.get_running_loop().time()

    async def join(self) -> None:
        """Join the group and wait for its first division. Raises NotHeard where that takes too long."""
        try:
            async with asyncio.timeout(self._silence_s):
                await self._consumer.start()
        except TimeoutError as error:
            raise NotHeard("the group did not divide its partitions") from error
        self._heard_at = asyncio.get_running_loop().time()

    def check(self, fetched: Sized) -> None:
        """Look after each poll, with what it brought. Raises NotHeard."""
        now = asyncio.get_running_loop().time()
        answers = (self._consumer.last_poll_timestamp(partition) for partition in self._consumer.assignment())
        last_answer = max((answer or 0 for answer in answers), default=0)
        # What was fetched before may be worked on for long; in the meantime nobody asks the broker.
        if fetched or last_answer > self._last_answer:
            self._last_answer, self._heard_at = last_answer, now
        elif now - self._heard_at > self._silence_s:
            raise NotHeard(
                f"nothing heard for {self._silence_s:.0f} s on {len(self._consumer.assignment())} partitions"
            )
