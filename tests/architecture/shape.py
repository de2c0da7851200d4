"""Is every file short, named and opened by a sentence, and does it keep to what its place may do?"""

import ast
import re
from collections.abc import Callable, Iterator

from tests.architecture.tree import Module

FILE_LINES = 300
RUNTIME_FILE_LINES = 200
FUNCTION_LINES = 50
TEST_LINES = 25
# A journey is one story from end to end.
JOURNEY_LINES = 40
SENTENCE_WORDS = 4
EMPTY_NAMES = ("Manager", "Helper", "Util", "Utils", "Helpers")
EMPTY_FILES = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py"}
# Where a process or a command begins, the time is taken from the machine.
ENTRY_POINTS = {"main.py", "seed.py"}
# Written so that this file does not find itself.
LATER = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Check = Callable[[Module], Iterator[str]]


def functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def names_used(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Return the names that a module imports, and the last part of each that it calls, with their places."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.name, node) for alias in node.names)
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node


def long_file(module: Module) -> Iterator[str]:
    # A migration is a record of statements, read once from top to bottom.
    limit = RUNTIME_FILE_LINES if module.is_runtime else FILE_LINES
    if module.lines > limit and not module.is_migration:
        yield f"{module.path}: {module.lines} lines, at most {limit}"


def long_function(module: Module) -> Iterator[str]:
    for function in functions(module):
        is_test = module.is_test and function.name.startswith("test_")
        test_limit = JOURNEY_LINES if module.path.parts[1] == "e2e" else TEST_LINES
        limit = test_limit if is_test else FUNCTION_LINES
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > limit and not module.is_migration:
            yield f"{module.at(function)}: {function.name} has {lines} lines, at most {limit}"


def without_sentence(module: Module) -> Iterator[str]:
    doc = ast.get_docstring(module.tree)
    if module.text.strip() and not doc:
        yield f"{module.path}: opens without a docstring"
    elif doc and not re.search(r"[.?!)。？](\n|$)", doc):
        yield f"{module.path}: its docstring has no whole sentence"


def empty_name(module: Module) -> Iterator[str]:
    if module.path.name in EMPTY_FILES:
        yield f"{module.path}: the name says nothing"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_NAMES):
            yield f"{module.at(node)}: the name {node.name} says nothing"


def left_for_later(module: Module) -> Iterator[str]:
    for number, line in enumerate(module.text.splitlines(), 1):
        if LATER.search(line):
            yield f"{module.path}:{number}: left for later"


def out_of_place(module: Module) -> Iterator[str]:
    """HTTP errors, commits and printing belong to the runtime or to the command line."""
    if module.path.parts[0] not in {"services", "shared"}:
        return
    for name, node in names_used(module):
        if name == "HTTPException" and not module.is_runtime:
            yield f"{module.at(node)}: a refusal is raised, the runtime makes HTTP of it"
        if name in {"commit", "rollback"} and not module.is_runtime:
            yield f"{module.at(node)}: only the runtime ends a transaction"
        if name == "print":
            yield f"{module.at(node)}: only the command line prints"


def clock_out_of_place(module: Module) -> Iterator[str]:
    """`now` is an argument everywhere but in the runtime and where a process begins."""
    if module.path.parts[0] != "services" or module.path.name in ENTRY_POINTS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
            owner = node.value
            if getattr(owner, "id", getattr(owner, "attr", "")) in {"datetime", "date"}:
                yield f"{module.at(node)}: the time is passed in"
    yield from (f"{module.at(node)}: the time is passed in" for name, node in names_used(module) if name == "utc_now")


def patched_test(module: Module) -> Iterator[str]:
    if not module.is_test:
        return
    for node in ast.walk(module.tree):
        imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.split(".")[0] == "mock" or name.startswith("unittest") for name in imported):
            yield f"{module.at(node)}: a fake in tests/support, not a mock"
        is_patch = isinstance(node, ast.Attribute) and node.attr in {"setattr", "setitem"}
        if is_patch and getattr(node.value, "id", "") == "monkeypatch":  # type: ignore[attr-defined] # an Attribute
            yield f"{module.at(node)}: nothing is patched"


def nameless_test(module: Module) -> Iterator[str]:
    """A test's name is a sentence; tests are no packages, which would shadow the services."""
    if not module.is_test:
        return
    if module.path.name == "__init__.py":
        yield f"{module.path}: tests are no package"
    for function in functions(module):
        words = function.name.split("_")
        if words[0] == "test" and len(words) < SENTENCE_WORDS:
            yield f"{module.at(function)}: {function.name} is no sentence"


CHECKS: tuple[Check, ...] = (
    long_file,
    long_function,
    without_sentence,
    empty_name,
    left_for_later,
    out_of_place,
    clock_out_of_place,
    patched_test,
    nameless_test,
)
