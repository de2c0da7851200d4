"""What does the simulation of vacant homes print? The figures that the issue of the grid names, and nothing beside."""

import json
import subprocess
import sys

SMALL = ("--homes", "300", "--days", "6", "--returns", "15", "--topic-days", "6", "--json")


def test_a_small_world_goes_through_the_topic_of_a_platform_of_its_own_and_is_judged():
    command = (sys.executable, "-m", "onefour", "vacancy", "simulate", *SMALL)
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)

    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["found_within_a_day"] > 0.7
    assert found["alarms"] * (1 - found["false_share"]) >= 0.7 * found["returns"]
    # What was judged, and what the platform found by itself.
    assert (found["readings_through_topic"], found["findings_kept"]) == (found["readings"], found["alarms"])
    assert found["readings_per_second"] > 0
    assert found["memory_kb"]["end"] < 1.1 * found["memory_kb"]["halfway"]
