"""The target schema of one owner as SQL that its database can load."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace
from sqlglot import exp

from analyzer.model.data import DataPlan, Schema
from analyzer.model.meaning import Column, ForeignKey, Table
from analyzer.render.sql_types import sql_type

DEFAULT_DIALECT = "postgres"


def schema_sql(writer: "Writer", schema: Schema) -> str:
    """Tables, keys inside the schema, and indexes; keys that leave it are comments."""
    tables = writer.of(schema)
    inside = {table.name.lower() for table in tables}
    parts = [f"-- Target schema of {_line(schema.owner)}, drafted by monoscan ({writer.dialect})."]
    parts += ["\n".join(writer.table(table, inside)) for table in tables]
    if writer.dialect != "sqlite":
        keys = [(table, key) for table in tables for key in writer.held(table, inside)]
        parts += [f"ALTER TABLE {writer.name(table.name)} ADD {writer.key(key)};" for table, key in keys]
    parts += [index for table in tables for index in writer.indexes(table)]
    parts += [f"-- no constraint any more: {_line(key)}" for key in schema.loose]
    return "\n\n".join(parts) + "\n"


class Writer:
    """Writes SQL in the dialect of a plan; it knows all tables, for a key has the type of what it names."""

    def __init__(self, plan: DataPlan, tables: Iterable[Table]) -> None:
        self.dialect = plan.dialect or DEFAULT_DIALECT
        self.tables = {table.name.lower(): _tidy(table) for table in tables}

    def of(self, schema: Schema) -> list[Table]:
        """The tables of a schema."""
        return [self.tables[name.lower()] for name in schema.tables if name.lower() in self.tables]

    def name(self, name: str) -> str:
        """An identifier, quoted."""
        return exp.to_identifier(name, quoted=True).sql(dialect=self.dialect)

    def names(self, names: tuple[str, ...]) -> str:
        """Identifiers in a list."""
        return ", ".join(self.name(name) for name in names)

    def table(self, table: Table, inside: set[str]) -> Iterator[str]:
        """The lines of a table."""
        places = ", ".join(f"{place.path}:{place.line}" for place in table.evidence[:2])
        yield f"-- {_line(places)}"
        if not table.columns:
            yield f"-- {_line(table.name)}: its columns are not stated in the code"
            return
        lines = [self._column(table, column) for column in table.columns]
        rest = [f"PRIMARY KEY ({self.names(table.primary_key)})"] if table.primary_key else []
        if self.dialect == "sqlite":
            rest += [self.key(one) for one in self.held(table, inside)]
        yield f"CREATE TABLE {self.name(table.name)} ("
        body = [*lines, *((one, "") for one in rest)]
        for number, (line, note) in enumerate(body, 1):
            yield f"  {line}{',' if number < len(body) else ''}{f' -- {note}' if note else ''}"
        yield ");"

    def _column(self, table: Table, column: Column) -> tuple[str, str]:
        """The column, and what is to be said of it."""
        written = self._type(table, column, 0)
        type_, stated = sql_type(written, self.dialect)
        must = "" if column.nullable and column.name not in table.primary_key else " NOT NULL"
        note = "" if stated else f"type: {_line(column.type) or 'not stated'}"
        return f"{self.name(column.name)} {type_}{must}", note

    def _type(self, table: Table, column: Column, depth: int) -> str:
        """The type as written; a key has that of the column it refers to, which counts nothing by itself."""
        for key in table.foreign_keys:
            other = self.tables.get(key.other.lower())
            if column.name in key.columns and other is not None and depth < 8:
                place = key.columns.index(column.name)
                names = key.other_columns or other.primary_key
                target = {one.name: one for one in other.columns}.get(
                    names[place] if place < len(names) else ""
                )
                if target is not None and target is not column:
                    return self._type(other, target, depth + 1).lower().replace("serial", "int")
        if not column.type and column.name in table.primary_key:
            return "bigint"
        return column.type

    def held(self, table: Table, inside: set[str]) -> Iterator[ForeignKey]:
        """The keys that the schema can hold: to the primary key of a table in it."""
        for key in table.foreign_keys:
            other = self.tables.get(key.other.lower())
            if other is None or other.name.lower() not in inside:
                continue
            target = key.other_columns or other.primary_key
            if target == other.primary_key and len(target) == len(key.columns):
                yield key

    def key(self, key: ForeignKey) -> str:
        """The constraint of a foreign key."""
        other = self.tables[key.other.lower()]
        target = self.names(key.other_columns or other.primary_key)
        return f"FOREIGN KEY ({self.names(key.columns)}) REFERENCES {self.name(other.name)} ({target})"

    def indexes(self, table: Table) -> Iterator[str]:
        """Its indexes."""
        for columns in table.indexes:
            name = self.name("_".join(("ix", table.name, *columns))[:60])
            yield f"CREATE INDEX {name} ON {self.name(table.name)} ({self.names(columns)});"


def _tidy(table: Table) -> Table:
    """Each column once, whatever its case, and only keys and indexes over columns that are there."""
    columns: dict[str, Column] = {}
    for column in table.columns:
        columns.setdefault(column.name.lower(), column)

    def known(names: tuple[str, ...]) -> tuple[str, ...]:
        found = tuple(columns[name.lower()].name for name in names if name.lower() in columns)
        return found if len(found) == len(names) else ()

    return replace(
        table,
        columns=tuple(columns.values()),
        primary_key=known(table.primary_key),
        foreign_keys=tuple(
            replace(key, columns=known(key.columns)) for key in table.foreign_keys if known(key.columns)
        ),
        indexes=tuple(dict.fromkeys(index for one in table.indexes if (index := known(one)))),
    )


def _line(text: str) -> str:
    """Text that may stand in a comment of one line."""
    return " ".join(text.split())
