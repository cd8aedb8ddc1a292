"""The two modules of a move of declarations: the one that they leave, and the one that they come to."""

import sys
from collections.abc import Iterable, Sequence

import libcst as cst

from analyzer.rewrite.python.cutting import Cut, Needed, Statement
from analyzer.rewrite.python.syntax import chain


def left_behind(found: Cut, imports: Iterable[str], idle: frozenset[str]) -> bytes:
    """The module without the declarations, without imports of `idle` names, and with new imports."""
    gone = {id(each) for each in found.statements}
    body = [each for each in found.module.body if id(each) not in gone]
    return with_imports(found.module.with_changes(body=_all_without(body, idle)), imports).bytes


def arrived(found: Cut, imports: Sequence[str], there: cst.Module | None, at_top: bool) -> bytes:
    """The module with the declarations and what they need; a new one where there is none."""
    pieces = [_text(found.module, each) for each in found.statements]
    if there is None:
        head = [line for line in imports if line.startswith("from __future__")]
        plain = [line for line in imports if line not in head]
        groups = [head, *([each for each in plain if _rank(each) == n] for n in range(2))]
        text = "\n".join("".join(f"{line}\n" for line in group) for group in groups if group)
        text = text.replace("\n", found.module.default_newline)
        text = _end_to_end(text, found.statements, pieces, found.module.default_newline)
        return text.encode(found.module.encoding)
    whole = with_imports(there, imports)
    place = import_place(whole) if at_top else len(whole.body)
    before, after = whole.with_changes(body=whole.body[:place]), whole.body[place:]
    newline = whole.default_newline
    text = _end_to_end(before.with_changes(footer=[]).code, found.statements, pieces, newline)
    rest = whole.with_changes(header=[], body=after).code if after else ""
    gap = 2 * newline if rest and not rest.startswith(newline) else ""
    return (text + gap + rest).encode(whole.encoding)


def with_imports(module: cst.Module, imports: Iterable[str]) -> cst.Module:
    """The module with more imports, below those that it has."""
    has = {module.code_for_node(each).strip() for each in module.body}
    lines = [line for line in imports if line not in has]
    if not lines:
        return module
    nodes = [cst.parse_statement(line, config=module.config_for_parsing) for line in lines]
    place = import_place(module)
    if place and not isinstance(_first_part(module.body[place - 1]), cst.Import | cst.ImportFrom):
        nodes[0] = nodes[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return module.with_changes(body=[*module.body[:place], *nodes, *module.body[place:]])


def import_place(module: cst.Module) -> int:
    """Behind the docstring and the imports at the top."""
    place = 0
    for number, node in enumerate(module.body):
        part = _first_part(node)
        if isinstance(part, cst.Import | cst.ImportFrom):
            place = number + 1
        elif number == 0 and isinstance(part, cst.Expr) and isinstance(part.value, cst.BaseString):
            place = 1
        elif not isinstance(node, cst.If | cst.Try):
            break
    return place


def import_line(needed: Needed) -> str:
    """The statement that imports a name."""
    if not needed.member:
        return f"import {needed.target}" + (f" as {needed.name}" if needed.name != needed.target else "")
    return f"from {needed.target} import {needed.member}" + (
        f" as {needed.name}" if needed.name != needed.member else ""
    )


def _rank(line: str) -> int:
    """The group of an import: the standard library first."""
    top = line.split()[1].partition(".")[0]
    return 0 if top in sys.stdlib_module_names else 1


def _first_part(node: cst.CSTNode) -> cst.CSTNode | None:
    return node.body[0] if isinstance(node, cst.SimpleStatementLine) and node.body else None


def _text(module: cst.Module, node: Statement) -> str:
    return module.code_for_node(node).lstrip("\r\n")


def _end_to_end(head: str, nodes: Sequence[Statement], pieces: Sequence[str], newline: str) -> str:
    """Pieces one below the other, two blank lines round functions and classes, as formatters have it."""
    text, wide = head, True
    for number, (node, piece) in enumerate(zip(nodes, pieces, strict=True)):
        block = not isinstance(node, cst.SimpleStatementLine)
        gap = 2 if block or (wide and number) else 1 if not number else 0
        text += (newline * gap if text else "") + piece
        wide = block
    return text


def _all_without(body: Sequence[Statement], idle: frozenset[str]) -> list[cst.CSTNode]:
    """Statements without idle imports; a blank line above one that goes stays above the next."""
    kept: list[cst.CSTNode] = []
    above: Sequence[cst.EmptyLine] = ()
    for node in body:
        less = _without(node, idle)
        if not less:
            above = above or node.leading_lines
        elif above and not node.leading_lines:
            less = [each.with_changes(leading_lines=above) for each in less]
        above = above if not less else ()
        kept += less
    return kept


def _without(node: cst.CSTNode, idle: frozenset[str]) -> list[cst.CSTNode]:
    """An import without names that nobody uses any more; nothing where none is left."""
    part = _first_part(node)
    if not isinstance(part, cst.Import | cst.ImportFrom) or isinstance(part.names, cst.ImportStar):
        return [node]
    if len(cst.ensure_type(node, cst.SimpleStatementLine).body) > 1:
        return [node]
    kept = [each for each in part.names if (each.evaluated_alias or chain(each.name)) not in idle]
    if len(kept) == len(part.names):
        return [node]
    if not kept:
        return []
    if not (isinstance(part, cst.ImportFrom) and part.lpar):
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return [node.with_changes(body=[part.with_changes(names=kept)])]
