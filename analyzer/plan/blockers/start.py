"""Blockers of the start: work done because something is imported, or because the web process starts."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analyzer.model.facts import CallFlag
from analyzer.model.meaning import EntryPointKind
from analyzer.model.plan import Blocker
from analyzer.plan.sides import GATEWAY, OTHER, WORKER, Sides

_REMEDY = "do it in a function that the service calls when it starts"
_HARMLESS = (
    "time.", "math", "strings.", "fmt.", "regexp.", "errors.", "sort.", "strconv.", "unicode", "bytes.",
    "crypto/", "hash/", "reflect.", "encoding/", "flag.", "builtins.", "sync.", "context.", "net/url.",
    "sync/", "path",
)  # fmt: skip
"""Standard calls without an effect outside of the package."""
_LOOKS = (
    "builtins.", "os.environ", "os.getenv", "os.path.", "importlib.util.", "re.", "pathlib.", "typing.",
    "functools.", "collections.", "json.", "inspect.", "logging.", "dataclasses.", "enum.", "string.", "math",
)  # fmt: skip
_SET_UP = frozenset(
    [
        "setup",
        "call_command",
        "create_all",
        "upgrade",
        "monkey_patch",
        "patch_all",
        "run_until_complete",
        "connect",
    ]
)
_CHANGES = re.compile(
    r"_?(?:register|add|install|patch|set|init|connect|load|start|configure|run|create|make)"
)
_PRINTS = re.compile(r"(?:^|\.)(?:Log|Debug|Info|Infof|Debugf|Print|Printf|Println)$")
_LOGS = re.compile("log", re.IGNORECASE)
_CLIENTS = frozenset(
    ["llm", "machine-learning", "vector-store", "database", "cache", "queue", "object-storage"]
)
_MAKES_FOLDERS = ("mkdir", "makedirs")
_PACKAGING = ("setuptools", "distutils")
"""What only runs when the project is built into a package."""


def init_side_effects(sides: Sides) -> Iterator[Blocker]:
    """Work that happens because a package or module is imported, one blocker a file."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for file, line, why in sorted(
        {
            *_go_inits(sides),
            *_imports(sides),
            *_clients(sides),
            *_folders(sides),
            *_set_up(sides),
            *_registered(sides),
            *_started(sides),
        }
    ):
        found[file].append((line, why))
    for file, reasons in sorted(found.items()):
        lines = sorted({line for line, _ in reasons})
        causes = list(dict.fromkeys(why for _, why in reasons))
        why = causes[0] + (f", and {len(causes) - 1} more" if len(causes) > 1 else "")
        yield Blocker("init-side-effect", file, lines[0], why, _REMEDY, tuple(lines[1:]))


def _go_inits(sides: Sides) -> Iterator[tuple[str, int, str]]:
    for file, line in sorted(
        {(item.file, item.line) for item in sides.meaning.side_effects if item.kind == "init"}
    ):
        if sides.program.surfaces[sides.number[file]].is_generated:
            continue
        names = [name for name in _calls_of(sides, file, line) if not _is_harmless(name)]
        if names:
            yield file, line, f"init() runs {', '.join(names[:3])} in every program that links the package"


def _is_harmless(name: str) -> bool:
    return name.startswith(_HARMLESS) or _PRINTS.search(name) is not None


def _calls_of(sides: Sides, file: str, line: int) -> list[str]:
    symbols = sides.program.graph.symbols
    sites = sides.calls.by_caller.get(sides.function_at.get((file, line), -1), ())
    names = (symbols[site.callee].name if isinstance(site.callee, int) else site.callee for site in sites)
    return list(dict.fromkeys(names))


def _imports(sides: Sides) -> Iterator[tuple[str, int, str]]:
    for item in sides.meaning.side_effects:
        if item.kind not in ("import-call", "import-spawn"):
            continue
        number = sides.number[item.file]
        if _only_looks(sides, number, item.line) or item.subject.startswith(_PACKAGING):
            continue
        if number not in sides.mains and (sides.role[number] != OTHER):
            yield item.file, item.line, f"importing the module runs {item.subject}"
        elif number in sides.mains and not _LOGS.search(item.subject):
            yield item.file, item.line, f"loading the program's main module runs {item.subject}"


def _only_looks(sides: Sides, file: int, line: int) -> bool:
    """Whether the functions of this program that a line calls on import only look, and change nothing."""
    callees = [
        site.callee for site in sides.calls.by_file.get(file, ()) if site.line == line and site.caller < 0
    ]
    seen = {callee for callee in callees if isinstance(callee, int)}
    queue = sorted(seen)
    if len(queue) != len(callees) or not queue:
        return False
    while queue:
        function = queue.pop()
        name = sides.program.graph.symbols[function].name.rpartition(".")[2]
        if _CHANGES.match(name) or sides.lifetimes.sets(function):
            return False
        for site in sides.calls.by_caller.get(function, ()):
            if not isinstance(site.callee, int):
                if not site.callee.startswith(_LOOKS):
                    return False
            elif site.callee not in seen:
                seen.add(site.callee)
                queue.append(site.callee)
    return True


def _clients(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Clients made at file level."""
    for site in sides.calls.sites:
        if site.caller >= 0 or site.script or not isinstance(site.callee, str):
            continue
        name = site.callee.rpartition(".")[2].removesuffix("()")
        if sides.system(site.callee) in _CLIENTS and is_client(name):
            yield sides.path[site.file], site.line, f"importing the module makes {site.callee}"


def _set_up(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Outside frameworks set up, and databases changed, at file level."""
    for site in sides.calls.sites:
        if site.caller >= 0 or site.script or not isinstance(site.callee, str):
            continue
        mine = sides.role[site.file] != OTHER or site.file in sides.mains
        quiet = site.callee.startswith(_PACKAGING) or _LOGS.search(site.callee)
        if mine and site.callee.rpartition(".")[2] in _SET_UP and not quiet:
            yield sides.path[site.file], site.line, f"importing the module runs {site.callee}"


def _folders(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Folders created at file level."""
    for number, path in enumerate(sides.path):
        if path.endswith(".py") and sides.role[number] != OTHER:
            for call in sides.program.body(number).calls:
                at_import = call.scope < 0 and not call.flags & CallFlag.SCRIPT
                if at_import and call.name in _MAKES_FOLDERS:
                    yield path, call.line, "importing the module makes a folder"


def is_client(name: str) -> bool:
    """Whether a call of this name makes a client of an outside system."""
    made = name in ("New", "Open") or name.startswith(("create_engine", "create_async_engine", "from_url"))
    return made or name.endswith(("Client", "OpenAI", "Anthropic", "Redis", "Engine", "Pool", "Connection"))


def _registered(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Schedules that a decorator registers."""
    for entry in sides.meaning.entry_points:
        above = 0 <= entry.handler_line - entry.line <= 5 and entry.handler_file == entry.file
        if entry.kind is EntryPointKind.SCHEDULE and entry.file.endswith(".py") and above:
            yield entry.file, entry.line, f"importing the module registers the scheduled job {entry.handler}"


def _started(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Calls of main() into AI code, in a program that serves requests too."""
    symbols = sides.program.graph.symbols
    for site in sides.calls.sites:
        callee = site.callee
        if site.file not in sides.mains or site.spawned or not isinstance(callee, int):
            continue
        serves = any(sides.role[other] == GATEWAY for other in sides.uses.get(site.file, ()))
        in_main = site.caller >= 0 and symbols[site.caller].name == "main"
        into_ai = sides.role[symbols[callee].file] == WORKER and sides.role[site.file] != WORKER
        if (
            serves
            and in_main
            and into_ai
            and symbols[callee].name.startswith(("Init", "init", "Load", "load"))
        ):
            yield (
                sides.path[site.file],
                site.line,
                f"the web process runs {symbols[callee].name} of the AI side when it starts",
            )
