"""Facts as rows: what `monoscan facts` prints, by kind and by form."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import REFERENCE_KINDS, VIAS, FileNode
from analyzer.model.meaning import EntryPointKind, Meaning
from analyzer.model.plain import plain
from analyzer.model.plan import Blocker, TableOwner
from analyzer.model.program import Program
from analyzer.render.csv import table as csv_table

WIDEST = 60
PLACE_KEYS = ("from_file", "file", "path")
"""Keys that name the file a fact comes from."""

Row = Mapping[str, object]


class Kind(Struct, frozen=True):
    """A kind of facts: columns in order, and rows. `needs_meaning`: made by rules, not by the link alone;
    `planned`: made from blockers and owners of tables, instead of `rows`."""

    columns: tuple[str, ...]
    rows: Callable[[Program, Meaning], Iterator[Row]]
    needs_meaning: bool = True
    planned: Callable[[Sequence[Blocker], Sequence[TableOwner]], Iterator[Row]] | None = None


def _imports(program: Program, meaning: Meaning) -> Iterator[Row]:
    files = program.graph.files
    for edge in program.graph.imports:
        node = files[edge.file]
        yield {
            "from": node.module or node.path,
            "to": edge.module,
            "file": node.path,
            "line": edge.line,
            "kind": str(edge.kind),
        }


def _references(program: Program, meaning: Meaning) -> Iterator[Row]:
    graph = program.graph
    found = graph.references
    for file, line, number, kind, via in zip(
        found.file, found.line, found.symbol, found.kind, found.via, strict=True
    ):
        symbol = graph.symbols[number]
        if symbol.file != file:
            yield {
                "from_file": graph.files[file].path,
                "line": line,
                "to_file": graph.files[symbol.file].path,
                "symbol": symbol.name,
                "kind": REFERENCE_KINDS[kind],
                "via": VIAS[via],
            }


def _definitions(program: Program, meaning: Meaning) -> Iterator[Row]:
    for surface in program.surfaces:
        for definition in surface.definitions:
            if definition.kind != DefinitionKind.CLOSURE:
                yield {
                    "file": surface.path,
                    "line": definition.line,
                    "symbol": definition.name,
                    "kind": str(definition.kind),
                    "signature": definition.signature,
                }


def _meaning(field: str) -> Callable[[Program, Meaning], Iterator[Row]]:
    """Rows of one field of Meaning, with the names of its values' fields."""

    def rows(program: Program, meaning: Meaning) -> Iterator[Row]:
        for value in getattr(meaning, field):
            row: Row = msgspec.to_builtins(value)
            yield row

    return rows


def _routes(program: Program, meaning: Meaning) -> Iterator[Row]:
    for point in meaning.entry_points:
        if point.kind is EntryPointKind.HTTP:
            row: Row = msgspec.to_builtins(point)
            yield row


def _none(program: Program, meaning: Meaning) -> Iterator[Row]:
    yield from ()


def _blockers(blockers: Sequence[Blocker], owners: Sequence[TableOwner]) -> Iterator[Row]:
    for blocker in blockers:
        row: Row = msgspec.to_builtins(blocker)
        yield row


def _owners(blockers: Sequence[Blocker], owners: Sequence[TableOwner]) -> Iterator[Row]:
    for entry in owners:
        uses = [f"{side} {reads}r {writes}w" for side, reads, writes in entry.uses]
        yield {"table": entry.table, "owner": entry.owner, "contested": entry.contested, "uses": uses}


KINDS: dict[str, Kind] = {
    "imports": Kind(("from", "to", "file", "line", "kind"), _imports, False),
    "references": Kind(("from_file", "line", "to_file", "symbol", "kind", "via"), _references, False),
    "definitions": Kind(("file", "line", "symbol", "kind", "signature"), _definitions, False),
    "routes": Kind(("method", "path", "handler", "file", "line", "middleware"), _routes),
    "entry-points": Kind(
        ("kind", "method", "path", "handler", "file", "line", "middleware"), _meaning("entry_points")
    ),
    "tables": Kind(("table", "op", "file", "line", "function", "columns"), _meaning("table_uses")),
    "joins": Kind(("tables", "file", "line", "function"), _meaning("joins")),
    "transactions": Kind(
        ("file", "line", "end_line", "function", "reads", "writes"), _meaning("transactions")
    ),
    "external": Kind(("kind", "system", "file", "line", "function", "detail"), _meaning("external")),
    "roles": Kind(("path", "role", "margin"), _meaning("roles")),
    "blockers": Kind(("kind", "file", "line", "why", "remedy"), _none, planned=_blockers),
    "owners": Kind(("table", "owner", "contested", "uses"), _none, planned=_owners),
    "schema": Kind(("name", "columns", "primary_key", "foreign_keys"), _meaning("tables")),
}


def without_tests(rows: Iterable[Row], files: Iterable[FileNode]) -> Iterator[Row]:
    """The rows that do not come from test files."""
    tests = {file.path for file in files if file.is_test}
    for row in rows:
        if next((row[key] for key in PLACE_KEYS if key in row), None) not in tests:
            yield row


def jsonl(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object a line, with every field."""
    encode = msgspec.json.Encoder().encode
    for row in rows:
        yield encode(row).decode() + "\n"


def csv(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Comma-separated columns with a head."""
    yield csv_table(columns, ([_cell(row[column]) for column in columns] for row in rows))


def table(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Columns padded for a terminal; wide cells are not cut."""
    cells = [[plain(_cell(row[column])) for column in columns] for row in rows]
    widths = [
        min(WIDEST, max([len(column), *(len(row[i]) for row in cells)])) for i, column in enumerate(columns)
    ]
    for row in ([column.upper() for column in columns], *cells):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(padded).rstrip() + "\n"


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name") or " ".join(_cell(inner) for inner in value.values()))
    if isinstance(value, tuple | list):
        return ", ".join(_cell(item) for item in value)
    return str(value)


FORMS: dict[str, Callable[[Sequence[str], Iterable[Row]], Iterator[str]]] = {
    "table": table,
    "jsonl": jsonl,
    "csv": csv,
}
