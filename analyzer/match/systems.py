"""The catalogue of external systems: which imports, hosts, programs and calls reach them."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

import msgspec
from msgspec import Struct

from analyzer.errors import RuleError

T = TypeVar("T")
_WORD = re.compile(r"[a-z]+")


class System(Struct, frozen=True, forbid_unknown_fields=True):
    """One system outside the program, and what gives its use away in each language.

    `go` and `python` are import paths and dotted modules (each stands for all below it), `hosts`
    parts of host names, `programs` names of executables, `environment` prefixes of variables. `words` stand
    for every import of something outside that no system lists and whose path has one of them: libraries are
    named after what they reach.
    """

    name: str
    go: tuple[str, ...] = ()
    python: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class OutsideCall(Struct, frozen=True, forbid_unknown_fields=True):
    """A function whose argument number `argument` names what is reached outside the process."""

    kind: str
    doc: str
    argument: int
    go: tuple[str, ...] = ()
    python: tuple[str, ...] = ()


class _SystemsFile(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str = ""
    doc: str = ""
    system: tuple[System, ...] = ()
    call: tuple[OutsideCall, ...] = ()


class Catalogue(Struct, frozen=True):
    """All systems, looked up by what the code says; each value is (kind, system)."""

    imports: dict[str, dict[str, tuple[str, str]]]
    hosts: dict[str, tuple[str, str]]
    programs: dict[str, tuple[str, str]]
    environment: dict[str, tuple[str, str]]
    calls: dict[str, dict[str, OutsideCall]]
    words: dict[str, tuple[str, str]] = {}

    def of_import(self, language: str, target: str) -> tuple[str, str] | None:
        """The system of an import path or dotted module: that of its longest listed prefix, or of a word."""
        table = self.imports.get(language, {})
        separator = "/" if language == "go" else "."
        prefix = target
        while prefix:
            found = table.get(prefix)
            if found:
                return found
            prefix = prefix.rpartition(separator)[0]
        return self._of_words(language, target)

    def _of_words(self, language: str, target: str) -> tuple[str, str] | None:
        """The system that a library is named after: all of a Go path counts, of a dotted module the top."""
        if language == "python":
            target = target.partition(".")[0]
        elif "." not in target.partition("/")[0]:
            return None  # the standard library
        words = _WORD.findall(target.lower())
        return next((self.words[word] for word in words if word in self.words), None)


def kinds_of(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """The systems of each kind by name; none for a kind whose systems the code itself names (a host, a
    program, a variable)."""
    tables = (*catalogue.imports.values(), catalogue.hosts, catalogue.programs, catalogue.environment)
    named = {pair for table in (*tables, catalogue.words) for pair in table.values()}
    open_kinds = {call.kind for calls in catalogue.calls.values() for call in calls.values()}
    return {kind: frozenset(name for of, name in named if of == kind) for kind, _ in named} | dict.fromkeys(
        open_kinds, frozenset()
    )


def read_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue written in `texts` (file name -> TOML); a `RuleError` names file and key."""
    catalogue = Catalogue({"go": {}, "python": {}}, {}, {}, {}, {"go": {}, "python": {}}, {})
    for path in sorted(texts):
        file = _decode(path, texts[path])
        for system in file.system:
            _add_system(catalogue, path, file.kind, system)
        for call in file.call:
            for language in ("go", "python"):
                for name in getattr(call, language):
                    _put(catalogue.calls[language], name, call, path)
    return catalogue


def _decode(path: str, text: str) -> _SystemsFile:
    try:
        file = msgspec.convert(tomllib.loads(text), _SystemsFile)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{path}: {error}", "see docs/rules.md") from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{path}: {error}", _nearest(str(error))) from error
    if file.system and not file.kind:
        raise RuleError(
            f"{path}: `kind` is missing", 'it says what the systems of this file are, e.g. kind = "llm"'
        )
    return file


def _nearest(message: str) -> str:
    known = System.__struct_fields__ + OutsideCall.__struct_fields__ + _SystemsFile.__struct_fields__
    written = message.partition("unknown field `")[2].partition("`")[0]
    near = get_close_matches(written, known, 1)
    return f"did you mean `{near[0]}`?" if near else "known keys: " + ", ".join(sorted(set(known)))


def _add_system(catalogue: Catalogue, path: str, kind: str, system: System) -> None:
    named = (kind, system.name)
    for language, names in (("go", system.go), ("python", system.python)):
        for name in names:
            _put(catalogue.imports[language], name, named, path)
    for table, names in (
        (catalogue.hosts, system.hosts),
        (catalogue.programs, system.programs),
        (catalogue.environment, system.environment),
        (catalogue.words, system.words),
    ):
        for name in names:
            _put(table, name, named, path)


def _put(table: dict[str, T], key: str, value: T, path: str) -> None:
    if key in table:
        raise RuleError(f"{path}: `{key}` is listed twice", "one name belongs to one system")
    table[key] = value
