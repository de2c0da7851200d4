"""Are the generated documents current? Writes them (`make docs`), or only looks (`--check`, for `make check`)."""

import argparse
import sys
from pathlib import Path

from .generated import breaking, documents, stale

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write or check the documents of the project at `root`; return 1 where something is stale or broken."""
    parser = argparse.ArgumentParser(prog="docs_tool", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a document is not current")
    parser.add_argument("--break", dest="breaks", action="store_true", help="accept broken readers: before a release")
    options = parser.parse_args(arguments)

    problems = [] if options.breaks else breaking(root)
    for problem in problems:
        print(f"docs: breaks its readers: {problem}; give the changed event the next version of its type")
    outdated = stale(root)
    if options.check:
        for path in outdated:
            print(f"docs: {path} is not current: make docs")
    elif not problems:
        write(root, outdated)
    print(f"docs: {len(problems)} breaking changes, {len(outdated)} documents were not current")
    return 1 if problems or (options.check and outdated) else 0


def write(root: Path, outdated: list[Path]) -> None:
    """Write the documents named, and delete those that nothing generates any more."""
    pages = documents()
    for path in outdated:
        if path not in pages:
            (root / path).unlink()
            continue
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(pages[path](), encoding="utf-8")
        print(f"docs: wrote {path}")


if __name__ == "__main__":
    sys.exit(main())
