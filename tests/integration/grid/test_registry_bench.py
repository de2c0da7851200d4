"""Does the measurement of imports run to its end, at the size of a test?"""

from bench.registry import measure_on
from tests.support.servers import Servers, running_log

LINES = 60


async def test_the_measurement_brings_a_file_in_and_finds_the_same_again(servers: Servers) -> None:
    # A broker of its own: on a shared one its consumers would be in one group with those of the session's platform.
    async with running_log() as kafka:
        figures = await measure_on(Servers(servers.postgres, kafka), LINES)

    assert (figures["homes_added"], figures["residents_added"], figures["again_same"]) == (20, LINES, LINES)
    assert figures["residents_accepted_s"] <= figures["residents_verdict_s"] <= figures["residents_done_s"]
