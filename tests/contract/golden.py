"""Which bytes did we once send? A golden sample is written when its event is new, and never again.

`python -m tests.contract.golden` writes the missing ones.
"""

from pathlib import Path

from tests.support.samples import SAMPLES

GOLDEN = Path(__file__).parent / "golden"


def write_missing(folder: Path = GOLDEN) -> list[Path]:
    """Write the sample of each event that has none yet; return what was written."""
    folder.mkdir(exist_ok=True)
    written = []
    for event, sample in SAMPLES.items():
        path = folder / f"{event.TYPE}.json"
        if not path.exists():
            path.write_text(sample().model_dump_json(indent=2) + "\n", encoding="utf-8")
            written.append(path)
    return written


if __name__ == "__main__":
    for path in write_missing():
        print(f"wrote {path.name}")  # noqa: T201 - a command
