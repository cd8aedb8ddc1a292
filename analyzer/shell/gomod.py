"""go.mod and go.work as text, and the import path of every Go folder."""

import re
from collections.abc import Iterable, Mapping

from analyzer.model.source import GoModule, Problem

DIRECTIVES = frozenset(
    (
        "module",
        "go",
        "toolchain",
        "godebug",
        "require",
        "replace",
        "exclude",
        "retract",
        "tool",
        "ignore",
        "use",
    )
)


def parse_gomod(path: str, text: str) -> tuple[GoModule | None, list[Problem]]:
    """The module a go.mod declares, None without a module line; lines that mean nothing are problems."""
    name, requires, replaces, problems = "", [], [], []
    for number, verb, words in _statements(text):
        if verb not in DIRECTIVES:
            problems.append(Problem(path, number, "broken-go-mod", f"unknown directive: {verb[:40]}"))
        elif verb == "module" and words:
            name = words[0]
        elif verb == "require" and words:
            requires.append(words[0])
        elif verb == "replace" and "=>" in words:
            arrow = words.index("=>")
            if words[arrow + 1 :] and words[arrow + 1].startswith((".", "/")):
                replaces.append((words[0], words[arrow + 1]))
    if not name:
        problems.append(Problem(path, 1, "broken-go-mod", "no module line: its import path is unknown"))
        return None, problems
    return GoModule(folder_of(path), name, tuple(replaces), tuple(requires)), problems


def parse_gowork(text: str) -> list[str]:
    """The folders that a go.work uses, as written."""
    return [words[0] for _, verb, words in _statements(text) if verb == "use" and words]


def _statements(text: str) -> Iterable[tuple[int, str, list[str]]]:
    """Line, directive and words; a line inside `verb ( … )` belongs to the verb."""
    block = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = [word.strip('"`') for word in line.split("//")[0].split()]
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield number, block, words
        elif words[-1] == "(" and len(words) == 2:
            block = words[0]
            if block not in DIRECTIVES:
                yield number, block, []
        else:
            yield number, words[0], words[1:]


def folder_of(path: str) -> str:
    """The folder of a relative path, "" for the root."""
    return path.rpartition("/")[0]


def import_paths(folders: Iterable[str], modules: Mapping[str, str]) -> dict[str, str]:
    """The import path of every folder that lies in a module (`modules`: folder to module path)."""
    result = {}
    for folder in folders:
        home: str | None = folder
        while home is not None and home not in modules:
            home = folder_of(home) if home else None
        if home is not None:
            rest = folder[len(home) :].strip("/")
            result[folder] = f"{modules[home]}/{rest}" if rest else modules[home]
    return result


def distinct_modules(modules: Iterable[GoModule]) -> tuple[list[GoModule], list[Problem]]:
    """The modules with names made distinct: the first in path order keeps a name that two claim."""
    first: dict[str, str] = {}
    result, problems = [], []
    for module in sorted(modules, key=lambda module: module.folder):
        if module.path in first:
            file = f"{module.folder}/go.mod" if module.folder else "go.mod"
            text = (
                f"module {module.path} is also declared in {first[module.path] or '.'}; imports mean that one"
            )
            problems.append(Problem(file, 1, "duplicate-module", text))
            renamed = f"{module.path}@{module.folder}"
            result.append(GoModule(module.folder, renamed, module.replaces, module.requires))
        else:
            first[module.path] = module.folder
            result.append(module)
    return result, problems


_QUOTED_IMPORT = re.compile(rb'^\s*(?:import\s+)?(?:[\w.]+\s+)?"([\w.-]+\.[\w-]+/[^"\s]+)"', re.MULTILINE)


def imported_paths(head: bytes) -> list[str]:
    """The import paths with a host name in the head of a Go file."""
    return [found.decode("utf-8", "replace") for found in _QUOTED_IMPORT.findall(head)]


def infer_module(folders: set[str], imports: Mapping[str, int]) -> str:
    """The module path that a tree without go.mod was written for, "" if its imports do not tell.

    An import that ends with a folder of the tree votes for what stands before that folder; the
    deeper the folder, the better the witness.
    """
    votes: dict[str, int] = {}
    for path, count in imports.items():
        parts = path.split("/")
        for cut in range(1, len(parts)):
            if "/".join(parts[cut:]) in folders:
                prefix = "/".join(parts[:cut])
                votes[prefix] = votes.get(prefix, 0) + count * (len(parts) - cut)
                break
    return min(votes, key=lambda prefix: (-votes[prefix], prefix)) if votes else ""
