"""The list of wire types: how types of languages and libraries travel between processes, and which stay."""

import tomllib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from analyzer.errors import RuleError

WIRE_KINDS = frozenset(
    [
        *("string", "integer", "number", "boolean", "bytes", "any"),
        *("list", "map", "optional", "union", "inner"),
        *("record", "enum", "error", "dropped", "dto", "in-process"),
    ]
)


class WireType(Struct, frozen=True, forbid_unknown_fields=True, rename={"kind": "as"}):
    """Types that travel in one way. `names` are qualified (`time.Time`); one that ends with `*` is a prefix.

    `kind` is `as` in the file: a plain kind, with the `format` of its text; `list`, `map`, `optional`,
    `union` or `inner` for generic types (of what their arguments are); `record` and `enum` for base
    classes of data; `error` for what reports a failure, `dropped` for what need not travel; `dto` and
    `in-process` with the `reason`.
    """

    kind: str
    names: tuple[str, ...]
    format: str = ""
    reason: str = ""
    nullable: bool = False


class _WireFile(Struct, frozen=True, forbid_unknown_fields=True):
    doc: str = ""
    type: tuple[WireType, ...] = ()
    fillers: tuple[str, ...] = ()


class Wire(Struct, frozen=True):
    """The wire type of each name by language, prefixes apart; `fillers` are functions that fill arguments."""

    exact: dict[str, dict[str, WireType]] = {}
    prefixes: dict[str, tuple[tuple[str, WireType], ...]] = {}
    fillers: frozenset[str] = frozenset()

    def of(self, language: str, name: str) -> WireType | None:
        """The wire type of a qualified name: as listed, else by the longest listed prefix."""
        found = self.exact.get(language, {}).get(name)
        if found is None:
            for prefix, one in self.prefixes.get(language, ()):
                if name.startswith(prefix):
                    return one
        return found


def read_wire(texts: Mapping[str, str]) -> Wire:
    """The wire types written in `texts` (`wire/<language>.toml` -> TOML); a `RuleError` names the file."""
    exact: dict[str, dict[str, WireType]] = {}
    prefixes: dict[str, tuple[tuple[str, WireType], ...]] = {}
    fillers: set[str] = set()
    for path in sorted(texts):
        language = path.rpartition("/")[2].removesuffix(".toml")
        file = _decode(path, texts[path])
        fillers.update(file.fillers)
        names = exact.setdefault(language, {})
        for one in file.type:
            names |= dict.fromkeys(one.names, one)
        starts = [(name[:-1], one) for name, one in names.items() if name.endswith("*")]
        prefixes[language] = tuple(sorted(starts, key=lambda pair: (-len(pair[0]), pair[0])))
    return Wire(exact, prefixes, frozenset(fillers))


def _decode(path: str, text: str) -> _WireFile:
    try:
        file = msgspec.convert(tomllib.loads(text), _WireFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{path}: {error}", "see docs/contracts.md") from error
    for one in file.type:
        if one.kind not in WIRE_KINDS:
            known = ", ".join(sorted(WIRE_KINDS))
            raise RuleError(f"{path}: as = {one.kind!r} is no way to travel", f"known: {known}")
    return file
