"""Does a member of a consumer group notice that it hears nothing any more, and only then?"""

import asyncio
from dataclasses import dataclass, field

import pytest
from aiokafka import TopicPartition

from shared.runtime.membership import Membership, NotHeard

PARTITION = TopicPartition("dispatch.tasks.v1", 3)
SILENCE_S = 0.05


@dataclass
class FakeMember:
    """What a membership asks of its consumer; `answers` are the times of the broker's last answers by partition."""

    answers: dict[TopicPartition, int | None] = field(default_factory=dict)
    starts: bool = True

    async def start(self) -> None:
        if not self.starts:
            await asyncio.Event().wait()

    def assignment(self) -> set[TopicPartition]:
        return set(self.answers)

    def last_poll_timestamp(self, partition: TopicPartition) -> int | None:
        return self.answers[partition]


def watching(member: FakeMember) -> Membership:
    return Membership(member, SILENCE_S)


async def test_a_group_that_does_not_divide_its_partitions_is_given_up() -> None:
    with pytest.raises(NotHeard, match="did not divide"):
        await watching(FakeMember(starts=False)).join()


@pytest.mark.parametrize("answers", [{}, {PARTITION: None}, {PARTITION: 7}], ids=["no-partition", "never", "no-more"])
async def test_a_member_that_hears_nothing_gives_up_but_not_at_once(answers: dict[TopicPartition, int | None]) -> None:
    membership = watching(FakeMember(answers))
    await membership.join()
    membership.check([])
    membership.check([])

    await asyncio.sleep(SILENCE_S * 2)

    with pytest.raises(NotHeard, match=f"on {len(answers)} partitions"):
        membership.check([])


async def test_an_answer_without_messages_is_heard_too() -> None:
    member = FakeMember({PARTITION: 1})
    membership = watching(member)
    await membership.join()
    for moment in range(2, 5):
        await asyncio.sleep(SILENCE_S * 0.7)
        member.answers[PARTITION] = moment
        membership.check([])


async def test_who_works_on_what_he_fetched_before_is_not_silent() -> None:
    membership = watching(FakeMember({PARTITION: 1}))
    await membership.join()
    for _ in range(3):
        await asyncio.sleep(SILENCE_S * 0.7)
        membership.check(["a batch"])
