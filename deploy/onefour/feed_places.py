"""Which region and which position belong to a message that only names places in its text?"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from shapely.geometry import Polygon

from onefour.feed_files import FeedEvent
from onefour.refusals import BadFile
from onefour.synthesis import synthesise_township
from onefour.township import find_place_name, scatter_position
from shared.codes import RegionLevel, is_region, region_level

# The outline of a synthetic township is the same whatever the seed.
_SEED: Final = 1


class PlaceMap:
    """Masked places (A3区) → region codes. Of all that a message names, the most specific one holds, then the first."""

    def __init__(self, regions: Mapping[str, str]) -> None:
        self._regions = regions
        # Longer names first: one name may begin another.
        names = sorted(regions, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(name) for name in names)) if names else None

    @classmethod
    def read(cls, path: Path) -> "PlaceMap":
        """Read a CSV with the columns `masked` and `region`. Raises BadFile."""
        try:
            rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
            regions = {row["masked"]: row["region"] for row in rows}
        except (OSError, UnicodeError, KeyError, csv.Error) as error:
            raise BadFile(f"无法读取 {path} is no place map (columns masked,region): {error!r}") from error
        bad = [code for code in regions.values() if not is_region(code)]
        if bad:
            raise BadFile(f"{path}: 区划代码有误 no region codes: {', '.join(bad[:3])}")
        return cls(regions)

    def region_of(self, text: str) -> str | None:
        """Return the region that `text` names, None where it names none of the map's."""
        if self._pattern is None:
            return None
        named = [self._regions[found] for found in self._pattern.findall(text)]
        # max keeps the first of equals.
        return max(named, key=len) if named else None


def locate(event: FeedEvent, places: PlaceMap | None, scatter_seed: int | None) -> FeedEvent:
    """Return the event with what its text tells of its place; what the file says itself stays as it is.

    With a seed, each place name of a township has one synthetic position in it, the same in every run.
    """
    text = f"{event['title']}\n{event['detail']}"
    found: FeedEvent = {}
    region = event.get("region") or (places.region_of(text) if places else None)
    if region:
        found["region"] = region
    if scatter_seed is None or not _is_township(region):
        return event | found
    name = event.get("place") or find_place_name(text)
    if name:
        found["place"] = name
    if name and not event.get("position"):
        position = scatter_position(_outline(str(region)), name, scatter_seed)
        found["position"] = {"lon": position.lon, "lat": position.lat, "crs": "cgcs2000"}
    return event | found


def _is_township(region: str | None) -> bool:
    return region is not None and is_region(region) and region_level(region) is RegionLevel.TOWNSHIP


@cache
def _outline(code: str) -> Polygon:
    return synthesise_township(code, seed=_SEED).outline
