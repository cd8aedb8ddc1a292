"""A parsed statement to the tables it reads, writes and changes."""

import re
from collections import defaultdict
from collections.abc import Iterable

from sqlglot import expressions as exp

from analyzer.extract.sql.names import is_computed, table_name
from analyzer.model.meaning import TableOp
from analyzer.model.sql import Sql, SqlUse

_NAME = re.compile(r"[^\W\d]|\d+\w*[^\W\d]")
_NO_READ = (exp.Reference, exp.LikeProperty, exp.Index, exp.Drop, exp.Alter, exp.AlterRename)
_DDL = (exp.Create, exp.Drop, exp.Alter)


def tables_of(tree: exp.Expr) -> Sql:
    """What one statement does to tables; its schema changes are read elsewhere."""
    nodes = list(tree.walk())
    ctes = {node.alias.lower() for node in nodes if isinstance(node, exp.CTE)}
    tables = [node for node in nodes if isinstance(node, exp.Table)]
    aliases = _aliases(tables)
    found = _Found()
    targets: set[int] = set()
    for node in nodes:
        for target, op in _targets(node, aliases):
            targets.add(id(target))
            found.add(aliases.get(_key(target), target), op, _written_columns(node))
    written = {(found.name(t)) for t in tables if id(t) in targets}
    columns = _columns(nodes, tables)
    for table in tables:
        if id(table) in targets or _is_no_table(table, ctes):
            continue
        if _is_own_target(table, written, found):
            continue
        found.add(table, TableOp.READ, columns[id(table)])
    return found.result(tuple(sorted({node.alias for node in nodes if isinstance(node, exp.CTE)})))


class _Found:
    """Uses of one statement, columns gathered."""

    def __init__(self) -> None:
        self.uses: dict[tuple[str, TableOp], set[str]] = defaultdict(set)
        self.computed = 0

    def name(self, table: exp.Table) -> str:
        return table_name(table.db or "", table.name)

    def add(self, table: exp.Table, op: TableOp, columns: Iterable[str]) -> None:
        if is_computed(table.name):
            self.computed += 1
        elif name := self.name(table):
            self.uses[name, op].update(columns)

    def result(self, named: tuple[str, ...]) -> Sql:
        uses = tuple(SqlUse(table, op, tuple(sorted(columns))) for (table, op), columns in self.uses.items())
        reads = tuple(use.table for use in uses if use.op is TableOp.READ)
        return Sql(uses, (reads,) if len(reads) > 1 else (), computed=self.computed, named=named)


def _aliases(tables: Iterable[exp.Table]) -> dict[str, exp.Table]:
    return {table.alias.lower(): table for table in tables if table.alias and table.alias != table.name}


def _key(table: exp.Table) -> str:
    return "" if table.db else table.name.lower()


def _targets(node: exp.Expr, aliases: dict[str, exp.Table]) -> list[tuple[exp.Table, TableOp]]:
    """The table nodes that a statement or sub-statement changes."""
    if isinstance(node, exp.Insert | exp.Merge):
        return _with(TableOp.WRITE, _table_of(node.this))
    if isinstance(node, exp.Update):
        return _with(TableOp.WRITE, _table_of(node.this), *_aliased(node.this, aliases))
    if isinstance(node, exp.Delete):
        named = [table for table in node.args.get("tables") or () if isinstance(table, exp.Table)]
        return _with(TableOp.WRITE, *named, *([] if named else [_table_of(node.this)]))
    if isinstance(node, exp.Copy):
        return _with(TableOp.WRITE, _table_of(node.this)) if node.args.get("kind") else []
    if isinstance(node, exp.TruncateTable):
        return _with(TableOp.WRITE, *(e for e in node.expressions if isinstance(e, exp.Table)))
    if isinstance(node, exp.Drop):
        tables = [t for t in node.args.get("tables") or [node.this] if isinstance(t, exp.Table)]
        return _with(TableOp.DDL, *tables) if node.args.get("kind") in ("TABLE", "VIEW") else []
    if isinstance(node, exp.Create) and isinstance(node.this, exp.Index):
        return _with(TableOp.DDL, node.this.args.get("table"))
    if isinstance(node, exp.Create | exp.Alter):
        is_table = node.args.get("kind") in ("TABLE", "VIEW", "INDEX")
        return _with(TableOp.DDL, _table_of(node.this)) if is_table else []
    return []


def _with(op: TableOp, *tables: exp.Table | None) -> list[tuple[exp.Table, TableOp]]:
    return [(table, op) for table in tables if table is not None]


def _table_of(node: exp.Expr | None) -> exp.Table | None:
    while isinstance(node, exp.Schema):
        node = node.this
    return node if isinstance(node, exp.Table) else None


def _aliased(node: exp.Expr, aliases: dict[str, exp.Table]) -> list[exp.Table]:
    """`UPDATE u SET .. FROM users u`: the table behind the alias is the target, not a table that is read."""
    real = aliases.get(_key(node)) if isinstance(node, exp.Table) else None
    return [] if real is None or real is node else [real]


def _is_no_table(table: exp.Table, ctes: set[str]) -> bool:
    """Functions in FROM, names given by WITH, tables only named as the other end of a key."""
    if not isinstance(table.this, exp.Identifier):
        return True
    if not _NAME.match(table.name):
        return True
    parent = table.parent
    if isinstance(parent, exp.Schema):
        parent = parent.parent
    if isinstance(parent, _NO_READ) or table.find_ancestor(
        exp.Drop, exp.Alter, exp.Index, exp.IndexParameters
    ):
        return True
    if table.db or table.name.lower() not in ctes:
        return False
    return not _is_inside_own_definition(table)


def _is_inside_own_definition(table: exp.Table) -> bool:
    """`WITH users AS (SELECT .. FROM users)`: inside, the name still means the table."""
    cte = table.find_ancestor(exp.CTE)
    while cte is not None:
        if cte.alias.lower() == table.name.lower():
            return cte.parent is None or not cte.parent.args.get("recursive")
        cte = cte.find_ancestor(exp.CTE)
    return False


def _is_own_target(table: exp.Table, written: set[str], found: _Found) -> bool:
    """The table after FROM or in the head of a DELETE with several tables, where it is the target itself."""
    delete = table.parent
    return isinstance(delete, exp.Delete) and delete.this is table and found.name(table) in written


def _written_columns(node: exp.Expr) -> list[str]:
    if isinstance(node, exp.Insert) and isinstance(node.this, exp.Schema):
        return [column.name for column in node.this.expressions]
    if isinstance(node, exp.Update):
        return [
            e.this.name for e in node.expressions if isinstance(e, exp.EQ) and isinstance(e.this, exp.Column)
        ]
    return []


def _columns(nodes: Iterable[exp.Expr], tables: list[exp.Table]) -> dict[int, set[str]]:
    """Columns named for each table node: by alias or name, and all of them where there is one table only."""
    by_name: dict[str, list[exp.Table]] = defaultdict(list)
    for table in tables:
        by_name[(table.alias or table.name).lower()].append(table)
    found: dict[int, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
            owners = (
                by_name.get(node.table.lower(), []) if node.table else (tables if len(tables) == 1 else [])
            )
            for owner in owners:
                found[id(owner)].add(node.name)
    return found
