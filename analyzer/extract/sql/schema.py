"""A parsed statement to the changes it makes to the schema."""

from collections.abc import Iterable, Iterator

from sqlglot import expressions as exp

from analyzer.extract.sql.names import is_computed, table_name
from analyzer.model.meaning import Column, ForeignKey
from analyzer.model.sql import SchemaAction, SchemaChange


def changes_of(tree: exp.Expr) -> Iterator[SchemaChange]:
    """The schema changes of a statement, in order."""
    if isinstance(tree, exp.Create):
        yield from _create(tree)
    elif isinstance(tree, exp.Alter) and isinstance(tree.this, exp.Table) and (name := _name(tree.this)):
        for action in tree.args.get("actions") or ():
            yield from _alter(name, action)
    elif isinstance(tree, exp.Drop) and tree.args.get("kind") == "TABLE":
        for table in tree.args.get("tables") or [tree.this]:
            if isinstance(table, exp.Table) and (name := _name(table)):
                yield SchemaChange(SchemaAction.DROP, name)


def _name(table: exp.Expr | None) -> str:
    if not isinstance(table, exp.Table) or is_computed(table.name):
        return ""
    return table_name(table.db or "", table.name)


def _create(tree: exp.Create) -> Iterator[SchemaChange]:
    this = tree.this
    if isinstance(this, exp.Index):
        if name := _name(this.args.get("table")):
            yield SchemaChange(SchemaAction.ADD_INDEX, name, names=_index_columns(this))
        return
    if tree.args.get("kind") != "TABLE":
        return
    parts = this.expressions if isinstance(this, exp.Schema) else []
    if name := _name(this.this if isinstance(this, exp.Schema) else this):
        yield _table(name, parts, keep=bool(tree.args.get("exists")))


def _index_columns(index: exp.Index) -> tuple[str, ...]:
    parameters = index.args.get("params")
    ordered = parameters.args.get("columns") or () if parameters is not None else ()
    return tuple(found.name for item in ordered if (found := item.find(exp.Column)) is not None)


def _table(name: str, parts: Iterable[exp.Expr], keep: bool) -> SchemaChange:
    columns: list[Column] = []
    primary: tuple[str, ...] = ()
    foreign: list[ForeignKey] = []
    indexes: list[tuple[str, ...]] = []
    for part in _opened(parts):
        if isinstance(part, exp.ColumnDef):
            columns.append(_column(part))
            primary = primary or ((part.name,) if _has(part, exp.PrimaryKeyColumnConstraint) else ())
            indexes.extend([(part.name,)] if _has(part, exp.UniqueColumnConstraint) else [])
            foreign.extend(_column_keys(part))
        elif isinstance(part, exp.PrimaryKey):
            primary = _names(part.expressions)
        elif isinstance(part, exp.ForeignKey):
            foreign.extend(_foreign(part))
        elif isinstance(part, exp.UniqueColumnConstraint | exp.IndexColumnConstraint):
            indexes.append(_names(_columns_of(part)))
    return SchemaChange(
        SchemaAction.CREATE,
        name,
        tuple(columns),
        (),
        primary,
        tuple(foreign),
        tuple(filter(None, indexes)),
        keep=keep,
    )


def _opened(parts: Iterable[exp.Expr]) -> Iterator[exp.Expr]:
    """Named constraints are opened."""
    for part in parts:
        if isinstance(part, exp.Constraint):
            yield from part.expressions
        else:
            yield part


def _columns_of(part: exp.Expr) -> list[exp.Expr]:
    inside = part.this if isinstance(part.this, exp.Schema) else part
    return list(inside.expressions)


def _names(items: Iterable[exp.Expr]) -> tuple[str, ...]:
    return tuple(item.this.name if isinstance(item, exp.Ordered) else item.name for item in items)


def _has(column: exp.ColumnDef, kind: type[exp.Expr]) -> bool:
    return any(isinstance(one, kind) for one in _kinds(column))


def _kinds(column: exp.ColumnDef) -> list[exp.Expr | None]:
    """What each constraint of a column says; the compiled parser's own `kind` raises for some of them."""
    return [constraint.args.get("kind") for constraint in column.constraints]


def _column(part: exp.ColumnDef) -> Column:
    kind = part.args.get("kind")
    required = any(
        isinstance(one, exp.PrimaryKeyColumnConstraint)
        or (isinstance(one, exp.NotNullColumnConstraint) and not one.args.get("allow_null"))
        for one in _kinds(part)
    )
    return Column(part.name, kind.sql().lower() if kind is not None else "", not required)


def _column_keys(part: exp.ColumnDef) -> Iterator[ForeignKey]:
    for one in _kinds(part):
        if isinstance(one, exp.Reference):
            yield from _key((part.name,), one)


def _foreign(part: exp.ForeignKey) -> Iterator[ForeignKey]:
    reference = part.args.get("reference")
    if isinstance(reference, exp.Reference):
        yield from _key(_names(part.expressions), reference)


def _key(columns: tuple[str, ...], reference: exp.Reference) -> Iterator[ForeignKey]:
    target = reference.this
    other = _names(target.expressions) if isinstance(target, exp.Schema) else ()
    if name := _name(target.this if isinstance(target, exp.Schema) else target):
        yield ForeignKey(columns, name, other)


def _alter(name: str, action: exp.Expr) -> Iterator[SchemaChange]:
    if isinstance(action, exp.ColumnDef):
        added = _table(name, [action], keep=False)
        yield SchemaChange(SchemaAction.ADD_COLUMN, name, added.columns, foreign_keys=added.foreign_keys)
    elif isinstance(action, exp.Drop) and action.args.get("kind") == "COLUMN":
        yield SchemaChange(
            SchemaAction.DROP_COLUMN, name, names=_names(action.args.get("tables") or [action.this])
        )
    elif isinstance(action, exp.AlterRename):
        if new := _name(action.this):
            yield SchemaChange(SchemaAction.RENAME, name, new_name=new)
    elif isinstance(action, exp.RenameColumn):
        yield SchemaChange(
            SchemaAction.RENAME_COLUMN, name, names=(action.this.name,), new_name=action.args["to"].name
        )
    elif isinstance(action, exp.AlterColumn):
        yield from _altered_column(name, action)
    elif isinstance(action, exp.AddConstraint):
        added = _table(name, action.expressions, keep=False)
        yield SchemaChange(
            SchemaAction.ADD_KEY,
            name,
            primary_key=added.primary_key,
            foreign_keys=added.foreign_keys,
            indexes=added.indexes,
        )


def _altered_column(name: str, action: exp.AlterColumn) -> Iterator[SchemaChange]:
    kind = action.args.get("dtype")
    if kind is not None:
        column = Column(action.this.name, kind.sql().lower())
        yield SchemaChange(SchemaAction.CHANGE_COLUMN, name, (column,))
