"""Does any committed file tell where it was made, or where packages were fetched from?"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import committed_texts, plant

# Written as patterns, so that this file does not find itself.
REGISTRY = re.compile(
    r"\b(pypi|pythonhosted|npmjs|yarnpkg)[.](org|com)\b|\brepo1?[.]maven\b|\bproxy[.]golang\b|\bmirrors?[.][a-z]+[.][a-z]+"
)
MACHINE = re.compile(r"(?<![\w.}])/(work/(main|shared|[.]library)|root/|tmp/[a-z]|home/[a-z])")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bwhsec_[A-Za-z0-9+/]{24,}")

RULES = {"names a package registry": REGISTRY, "names a path of a machine": MACHINE, "holds a secret": SECRET}


def problems_of(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for name, rule in RULES.items():
            # A test's own secret opens nothing.
            if rule.search(line) and not (rule is SECRET and path.parts[0] == "tests"):
                yield f"{path}:{number}: {name}"


def test_no_committed_file_tells_where_it_was_made() -> None:
    assert [problem for path, text in committed_texts() for problem in problems_of(path, text)] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("index-url = https://" + "pypi" + ".org/simple", "names a package registry"),
        ("registry=https://registry." + "npmjs" + ".org", "names a package registry"),
        ("<url>https://repo1" + ".maven.org/maven2</url>", "names a package registry"),
        ("cd /wo" + "rk/main && make", "names a path of a machine"),
        ("see /tm" + "p/of/brief.md", "names a path of a machine"),
        ("secret: whs" + "ec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", "holds a secret"),
    ],
)
def test_a_telling_line_is_noticed(line: str, message: str) -> None:
    assert list(problems_of(Path("a.txt"), f"first\n{line}\n")) == [f"a.txt:2: {message}"]


@pytest.mark.parametrize("line", ["/workdays/{year}", "tmpfs: /tmp", "http://maven.apache.org/POM/4.0.0", "a/root.py"])
def test_an_innocent_line_passes(line: str) -> None:
    assert list(problems_of(Path("a.txt"), line)) == []


def test_files_that_are_not_ignored_count_as_committed(tmp_path: Path) -> None:
    plant(tmp_path, {".gitignore": "out/\n", "out/x.txt": "", "kept.txt": "", "deep/kept.txt": ""})
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    assert {str(path) for path, _ in committed_texts(tmp_path)} == {".gitignore", "kept.txt", "deep/kept.txt"}
