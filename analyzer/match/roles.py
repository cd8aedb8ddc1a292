"""Roles as data: what speaks for a gateway, an AI worker, a renderer, shared or other code."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

import msgspec
from msgspec import Struct

from analyzer.errors import RuleError
from analyzer.match.systems import Catalogue
from analyzer.model.facts import DefinitionKind, Parameter, Surface
from analyzer.model.meaning import EntryPoint, Meaning, RoleEvidence, TableOp
from analyzer.model.program import Program

_FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
MIGRATE = "migrate"
_TYPES = (DefinitionKind.CLASS, DefinitionKind.STRUCT, DefinitionKind.TYPE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Signal(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that speaks for a role when a file shows it: exactly one of the lists is given.

    `system` are kinds of external systems, `entry_point` kinds of entry points, `parameter` qualified
    types in a signature, `handler` such types where a function takes nothing else and gives nothing but an
    error, `folder` names of folders on the path or words of these, `word` words of the file's name,
    `symbol` words of the names it defines, `table` what it does with tables: read, write, declare,
    ddl, or migrate where it is a step of the schema's history.
    Words and symbols of a file that only holds data do not count.

    A signal with `users` counts in full for a file that so many others use, and less for one with fewer. A
    signal of a folder with `apart` counts only where code of other folders does without the folder.
    """

    name: str
    weight: float
    system: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    parameter: tuple[str, ...] = ()
    handler: tuple[str, ...] = ()
    folder: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    symbol: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    users: int = 0
    apart: bool = False


EVIDENCE = ("system", "entry_point", "parameter", "handler", "folder", "word", "symbol", "table")
"""The keys of which a signal has one."""


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """A role that a file can have.

    `needs` are kinds of external systems of which the program uses one outside its tests, or no file has the
    role: where nothing calls a model, an `agent` is something else.
    """

    role: str
    doc: str
    signal: tuple[Signal, ...]
    needs: tuple[str, ...] = ()


def read_roles(texts: Mapping[str, str]) -> tuple[Role, ...]:
    """The roles written in `texts` (file name -> TOML), by name; a `RuleError` names file and key."""
    roles: dict[str, Role] = {}
    for path in sorted(texts):
        try:
            role = msgspec.convert(tomllib.loads(texts[path]), Role)
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise RuleError(f"{path}: {error}", _nearest(str(error))) from error
        if role.role in roles:
            raise RuleError(f"{path}: the role `{role.role}` is described twice", "one file a role")
        for signal in role.signal:
            _check(path, signal)
        roles[role.role] = role
    return tuple(roles[name] for name in sorted(roles))


def _nearest(message: str) -> str:
    known = Signal.__struct_fields__ + Role.__struct_fields__
    written = message.partition("unknown field `")[2].partition("`")[0]
    near = get_close_matches(written, known, 1)
    return f"did you mean `{near[0]}`?" if near else "see docs/rules.md"


def _check(path: str, signal: Signal) -> None:
    given = [key for key in EVIDENCE if getattr(signal, key)]
    if len(given) != 1:
        hint = "give exactly one of " + ", ".join(EVIDENCE)
        raise RuleError(f"{path}: signal `{signal.name}` can never match or is ambiguous", hint)


class Shown(Struct, frozen=True):
    """A file shows a signal of a role; `folders` are the folders that show it, if it is of that kind.

    `by_name` says that only what the file is called shows it. `users` and `apart` are those of the signal:
    how it counts depends on who uses the file.
    """

    role: str
    evidence: RoleEvidence
    folders: frozenset[str] = frozenset()
    users: int = 0
    apart: bool = False
    by_name: bool = False


def shown_signals(
    program: Program,
    roles: Sequence[Role],
    catalogue: Catalogue,
    meaning: Meaning,
) -> dict[str, tuple[Shown, ...]]:
    """For each file the signals it shows by itself, each once, at the first place that shows it."""
    systems = _first_lines((use.file, use.kind, use.line) for use in meaning.external)
    entries = _first_lines(_entry_places(meaning.entry_points))
    stored = _first_lines(_table_places(meaning))
    at_work = (systems.get(surface.path, {}) for surface in program.surfaces if not surface.is_test)
    used = {kind for kinds in at_work for kind in kinds}
    roles = [role for role in roles if not role.needs or used.intersection(role.needs)]
    shown = {}
    for surface in program.surfaces:
        facts = {
            "system": systems.get(surface.path, {}),
            "entry_point": entries.get(surface.path, {}),
            "parameter": _parameters(surface),
            "handler": _handlers(surface),
            "folder": dict.fromkeys(folders(surface.path), 1),
            "word": dict.fromkeys(words(surface.path.rpartition("/")[2].rpartition(".")[0]), 1),
            "symbol": _symbol_words(surface),
            "table": stored.get(surface.path, {}),
        }
        if TableOp.DECLARE.value in facts["table"] or _holds_data(surface):
            # The names of data say what it is about, not who works with it.
            del facts["word"], facts["symbol"]
        shown[surface.path] = tuple(_matches(surface.path, facts, roles))
    return shown


def _holds_data(surface: Surface) -> bool:
    """Whether a file defines types and no function."""
    kinds = {definition.kind for definition in surface.definitions}
    return not kinds.isdisjoint(_TYPES) and kinds.isdisjoint(_FUNCTIONS)


def _matches(path: str, facts: Mapping[str, Mapping[str, int]], roles: Sequence[Role]) -> Iterator[Shown]:
    for role in roles:
        for signal in role.signal:
            for key, here in facts.items():
                hits = {
                    name: here[name]
                    for value in getattr(signal, key)
                    for name in (value, value + "s")
                    if name in here
                }
                if hits:
                    evidence = RoleEvidence(signal.name, signal.weight, path, min(hits.values()))
                    named = frozenset(hits) if key == "folder" else frozenset()
                    yield Shown(role.role, evidence, named, signal.users, signal.apart, key == "word")


def _first_lines(places: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    first: dict[str, dict[str, int]] = {}
    for path, kind, line in places:
        lines = first.setdefault(path, {})
        lines[kind] = min(line, lines.get(kind, line))
    return first


def _entry_places(entry_points: Iterable[EntryPoint]) -> Iterator[tuple[str, str, int]]:
    for entry in entry_points:
        yield entry.file, entry.kind.value, entry.line
        if entry.handler_file:
            yield entry.handler_file, entry.kind.value, entry.handler_line


def _table_places(meaning: Meaning) -> Iterator[tuple[str, str, int]]:
    for use in meaning.table_uses:
        yield use.file, use.op.value, use.line
    for path in meaning.migrations:
        yield path, MIGRATE, 1


def _parameters(surface: Surface) -> dict[str, int]:
    """Qualified outside types named in signatures, with the first line: `net/http.Request`."""
    outside = _outside(surface)
    found: dict[str, int] = {}
    for definition in surface.definitions:
        for name in _types(definition.parameters, outside):
            found.setdefault(name, definition.line)
    return found


def _handlers(surface: Surface) -> dict[str, int]:
    """Outside types of functions that take these only and give nothing but an error, with the first line."""
    outside = _outside(surface)
    found: dict[str, int] = {}
    for definition in surface.definitions:
        if definition.kind not in _FUNCTIONS or any(result.type != "error" for result in definition.results):
            continue
        names = _types(definition.parameters, outside)
        if names and len(names) == len(definition.parameters):
            for name in names:
                found.setdefault(name, definition.line)
    return found


def _outside(surface: Surface) -> dict[str, str]:
    """What each imported local name stands for."""
    found: dict[str, str] = {}
    for item in surface.imports:
        local = item.alias or item.member or item.target.rpartition("/")[2]
        found[local] = f"{item.target}.{item.member}" if item.member else item.target
    return found


def _types(parameters: Sequence[Parameter], outside: Mapping[str, str]) -> list[str]:
    parts = (re.sub(r"[^\w.]", "", parameter.type).partition(".") for parameter in parameters)
    return [outside[head] + dot + tail for head, dot, tail in parts if head in outside]


def folders(path: str) -> tuple[str, ...]:
    """The names of the folders of a path and the words of each, lower case, from the top."""
    return tuple(
        name for part in path.split("/")[:-1] for name in dict.fromkeys((part.lower(), *words(part)))
    )


def words(name: str) -> tuple[str, ...]:
    """The words of a name, lower case: `chatHandler_test` -> chat, handler, test."""
    return tuple(word.lower() for word in _WORD.findall(name))


def _symbol_words(surface: Surface) -> dict[str, int]:
    """Words of the names defined in a file, with the first line; one that occurs once says nothing."""
    first: dict[str, int] = {}
    often: set[str] = set()
    for definition in surface.definitions:
        for word in set(words(definition.name.rpartition(".")[2])):
            if word in first:
                often.add(word)
            first.setdefault(word, definition.line)
    return {word: line for word, line in first.items() if word in often}
