"""Is there a Chinese word in a brief for every queue in which a case can wait?"""

from dispatch.cases.domain.flow import QUEUE_OF
from dispatch.cases.service.going import GONE, NOT_ADMITTED
from dispatch.coordination.domain.handovers import HandoverState
from dispatch.coordination.repository.handovers import NOT_THE_TOWNSHIPS
from dispatch.coordination.service.transfers import TRANSFERRED
from dispatch.figures.domain.wording import QUEUES
from dispatch.orders.domain.following import RETURNED_TO_SOURCE, SENT_BACK
from dispatch.party.repository.stuck import NO_HOLDER
from dispatch.recusal.domain import HIDDEN
from dispatch.triage.domain.rules import Hold

KNOWN = {
    *QUEUE_OF.values(),
    *NO_HOLDER,
    *NOT_THE_TOWNSHIPS,
    *map(str, Hold),
    *(GONE, NOT_ADMITTED, HIDDEN, TRANSFERRED, RETURNED_TO_SOURCE, SENT_BACK, "unsatisfied"),
    str(HandoverState.DISPUTED),
}


def test_every_queue_has_a_word_that_people_read() -> None:
    assert KNOWN - QUEUES.keys() == set()
    assert all(any(letter > "\u4e00" for letter in word) for word in QUEUES.values())
