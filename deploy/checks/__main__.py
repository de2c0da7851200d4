"""Which deploy files are wrong? Prints every problem; exit code 1 when there is one."""

import os
import sys
from pathlib import Path

from . import compose, dockerfile, figures, kubernetes, paths, prometheus, queries

ROOT = Path(__file__).resolve().parents[2]


def main(root: Path = ROOT) -> int:
    """Run every check on the project at `root`; without promtool fail where CI is set, elsewhere only say so."""
    problems = [
        *dockerfile.problems(root),
        *compose.problems(root),
        *kubernetes.problems(root),
        *paths.problems(root),
        *queries.problems(root),
        *figures.problems(root),
    ]
    if prometheus.promtool() is None:
        print(prometheus.MISSING, file=sys.stderr)
        problems += [prometheus.MISSING] if os.environ.get("CI") else []
    else:
        problems += prometheus.problems(root)
    for problem in problems:
        print(f"deploy: {problem}")
    print(f"deploy: {len(problems)} problems" if problems else "deploy: no problem found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
