"""Blockers of the local disk: folders and files that several sides read and write."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.plan import Blocker
from analyzer.model.values import Composite, Constant, Text
from analyzer.plan.libraries import literals
from analyzer.plan.sides import OTHER, SHARED, SIDES, WORKER, Sides

_PATH = re.compile(r"^(?:\.{0,2}/)?[\w.-]+(?:/[\w.{}%-]+)+/?$")
_LOCAL = (".", "/tmp", "/var", "/data", "data/", "storage", "output", "upload", "static/", "media/")
_FOLDER = re.compile(
    r"(?:^|_)(?:dir|directory|folder|root|path|uploads?|outputs?|videos|media|storage|scenes)$", re.IGNORECASE
)
_TEXTS = (".go", ".py", ".html", ".tmpl", ".md", ".json", ".yaml", ".yml", ".toml", ".sql", ".css", ".js")
_JOINS = frozenset(["path/filepath.Join", "path.Join", "os.path.join", "pathlib.Path", "path.joinpath"])
_REMEDY = "move the files to object storage"


def shared_storage(sides: Sides) -> Iterator[Blocker]:
    """Local folders that several sides name by the same text, by one setting or through one function."""
    yield from _same_text(sides)
    yield from _same_place(sides)


def _same_text(sides: Sides) -> Iterator[Blocker]:
    places: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for number, path in enumerate(sides.path):
        role = sides.role[number]
        if role in (SHARED, OTHER):
            continue
        for line, text in literals(sides.program, number):
            if _PATH.match(text) and text.startswith(_LOCAL) and not text.endswith(_TEXTS):
                places[text].setdefault(role, (path, line))
    for text, roles in sorted(places.items()):
        for role, (path, line) in sorted(roles.items()) if len(roles) > 1 else ():
            why = f"the local path {text} is used by {' and '.join(sorted(roles))} code; here by {role}"
            yield Blocker("shared-storage", path, line, why, _REMEDY)


def _same_place(sides: Sides) -> Iterator[Blocker]:
    """Constants that name a folder and functions that join its path, used by several sides."""
    users = _users(sides)
    found: defaultdict[int, list[tuple[int, str, frozenset[str]]]] = defaultdict(list)
    joining = {site.caller for site in sides.calls.sites if site.callee in _JOINS and site.caller >= 0}
    for number, symbol in enumerate(sides.program.graph.symbols):
        if sides.program.graph.files[symbol.file].is_test:
            continue
        definition = sides.program.surfaces[symbol.file].definitions[symbol.definition]
        if len(users.get(number, ())) > 1 and (
            _is_folder(definition) or (number in joining and _gives_path(definition))
        ):
            found[symbol.file].append((symbol.line, symbol.name, users[number]))
    for file, entries in sorted(found.items()):
        entries.sort()
        names = ", ".join(name for _, name, _ in entries[:3])
        roles = " and ".join(sorted({role for _, _, roles in entries for role in roles}))
        why = f"{names} names a local folder that {roles} code uses"
        lines = tuple(line for line, _, _ in entries[1:])
        yield Blocker("shared-storage", sides.path[file], entries[0][0], why, _REMEDY, lines)


def _users(sides: Sides) -> dict[int, frozenset[str]]:
    """The sides that refer to each symbol from other files; a job that does AI work is the worker's."""
    columns, found = sides.program.graph.references, defaultdict[int, set[str]](set)
    jobs = {site.callee for site in sides.calls.sites if site.spawned and site.callee in sides.waiting}
    job_files = {sides.calls.file_of(int(job)) for job in jobs}
    for file, symbol in zip(columns.file, columns.symbol, strict=True):
        if sides.role[file] in SIDES and sides.program.graph.symbols[symbol].file != file:
            found[symbol].add(sides.role[file])
            if file in job_files:
                found[symbol].add(WORKER)
    return {symbol: frozenset(roles) for symbol, roles in found.items()}


def _is_folder(definition: Definition) -> bool:
    kinds = (DefinitionKind.CONSTANT, DefinitionKind.VARIABLE)
    if definition.kind not in kinds or definition.scope >= 0 or not _FOLDER.search(definition.name):
        return False
    value = definition.value
    text = value.value if isinstance(value, Text) else ""
    return not isinstance(value, Constant | Composite) and not text.startswith(("http", "/api", "/v1"))


def _gives_path(definition: Definition) -> bool:
    """Whether a function gives text or a path back."""
    named = re.search(r"path|dir|folder|file|root", definition.name, re.IGNORECASE)
    given = definition.results[:1]
    return named is not None and any(re.search(r"\b(?:string|str|Path)\b", result.type) for result in given)
