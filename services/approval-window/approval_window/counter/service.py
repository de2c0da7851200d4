"""Which files is the page made of? They are read once, so no path that is asked for ever reaches the disk."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePosixPath

from .domain import TYPES, PageFile, PageNotFound

FIRST = "index.html"


@lru_cache(maxsize=1)
def page_files() -> dict[str, PageFile]:
    """Return every file of the page by its name."""
    found = {}
    for one in (files("approval_window.counter") / "data").iterdir():
        media_type = TYPES.get(PurePosixPath(one.name).suffix)
        if media_type is not None:
            content = one.read_bytes()
            tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            found[one.name] = PageFile(one.name, media_type, content, tag)
    return found


def find_file(name: str) -> PageFile:
    """Return a file of the page; without a name its first. Raises PageNotFound."""
    found = page_files().get(name or FIRST)
    if found is None:
        raise PageNotFound("the page has no such file")
    return found
