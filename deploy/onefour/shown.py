"""How are a replay and a simulation run for somebody who watches: with a bar, from what was typed?"""

from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from onefour.feed_files import FeedEvent, read_feed
from onefour.feed_places import PlaceMap, locate
from onefour.gateway import Gateway
from onefour.installation import Installation
from onefour.replay import FeedDoor, Pace, Tally, replay, shifted
from onefour.simulation import Score, Simulation
from shared.clock import utc_now


@dataclass(frozen=True, slots=True)
class Choice:
    """What was typed; neither `rate` nor `speed`: as fast as it goes."""

    file: Path
    source: str
    places: Path | None = None
    scatter: int | None = None
    rate: float | None = None
    speed: float | None = None
    as_recorded: bool = False


async def replay_file(installation: Installation, choice: Choice) -> Tally:
    """Replay a file with a bar. Raises BadFile, NotConfigured, StillRefused."""
    places = PlaceMap.read(choice.places) if choice.places else None
    events = [locate(event, places, choice.scatter) for event in read_feed(choice.file)]
    events = events if choice.as_recorded else shifted(events, utc_now())
    return await send(installation, choice.source, events, Pace(choice.rate, choice.speed), choice.file.name)


async def send(installation: Installation, source: str, events: list[FeedEvent], pace: Pace, name: str) -> Tally:
    """Send events to the installation's door of `source`, with a bar."""
    door = FeedDoor(f"{installation.service_url('dispatch')}/feeds/{source}/events", installation.feed_secret(source))
    with tqdm(total=len(events), desc=f"回放 {name}", unit=" events", disable=None) as bar:
        return await replay(events, door, pace, progress=bar.update)


async def simulate_region(
    installation: Installation, region: str, *, until_idle: bool, rate: float | None = None
) -> Score:
    """Play everybody in `region`. Raises NotConfigured, StillRefused."""
    async with installation.gateway() as gateway:
        return await simulate(gateway, region, until_idle=until_idle, rate=rate)


async def simulate(gateway: Gateway, region: str, *, until_idle: bool, rate: float | None = None) -> Score:
    with tqdm(desc="模拟网格员 workers (demo)", unit=" tasks", disable=None) as bar:

        def progress(done: str) -> None:
            bar.update(done == "finished")

        return await Simulation(gateway, region, rate=rate, progress=progress).play(until_idle=until_idle)
