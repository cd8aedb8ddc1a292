"""Python source to facts, on tree-sitter; what one file can know, and nothing else."""

import re
from collections.abc import Iterable

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.calls import call
from analyzer.extract.python.draft import Draft
from analyzer.extract.python.grammar import kinds, parse
from analyzer.extract.python.imports import imported, inner_kind
from analyzer.extract.python.problems import syntax_problems
from analyzer.extract.python.scan import scan
from analyzer.extract.python.source import readable
from analyzer.extract.python.tokens import BLANK, pattern
from analyzer.extract.python.visits import visits
from analyzer.model.facts import Body, FileFacts, Import, ImportKind, Surface
from analyzer.model.source import Problem, SourceFile

VERSION = "3"
BLOCKS = (
    "block",
    "if_statement",
    "elif_clause",
    "else_clause",
    "try_statement",
    "except_clause",
    "finally_clause",
    "with_statement",
    "for_statement",
    "while_statement",
    "match_statement",
    "case_clause",
    "function_definition",
    "class_definition",
    "decorated_definition",
)
_BY_CALL = pattern(
    rb"(?<!\w)(import_module|__import__)" + BLANK + rb"\((?:" + BLANK + rb"\()*+" + BLANK
    + rb"(?:\w++" + BLANK + rb"=" + BLANK + rb")?+\w{0,2}['\"]"
)  # fmt: skip
"""What may import by a call with a name that is written there: more than keywords."""
IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")


def extract(source: SourceFile, text: bytes) -> FileFacts:
    """All facts of a Python file; what cannot be read becomes a `Problem`."""
    lines = line_count(text)
    text, problems = readable(source.path, text)
    root = parse(text).root_node
    if root.has_error:
        problems += syntax_problems(source.path, root)
    draft = _draft(source, text)
    for child in root.named_children:
        draft.on[child.kind_id](draft, child)
    if draft.too_deep:
        problems.append(
            Problem(source.path, draft.too_deep, "nesting", "nested too deep; the inside was not read")
        )
    body = Body(
        tuple(draft.references),
        tuple(draft.bindings),
        tuple(draft.calls),
        tuple(draft.sql),
        tuple(draft.blocks),
    )
    names = None if draft.all_names is None else tuple(draft.all_names)
    surface = _surface(source, lines, tuple(draft.imports), problems)
    surface = replace(surface, definitions=tuple(draft.definitions), all_names=names)
    return FileFacts(surface, body)


def extract_imports(source: SourceFile, text: bytes) -> Surface:
    """The imports of a Python file and nothing else, forty times as fast as `extract`. Errors of syntax that
    hide no import are not looked for."""
    lines = line_count(text)
    text, problems = readable(source.path, text)
    kind = ImportKind.TEST if source.is_test else ImportKind.RUNTIME
    found = scan(text, kind)
    calls = list(_BY_CALL.finditer(text)) if b"import_" in text else []
    if found is None or calls:
        root = parse(text).root_node
        if root.has_error:
            problems += syntax_problems(source.path, root)
        found = parsed_imports(root, text, kind) if found is None else found
        if calls:
            both = (*found, *_called(source, text, root, calls))
            found = tuple(sorted(both, key=lambda each: each.line))
    return _surface(source, lines, found, problems)


def line_count(text: bytes) -> int:
    """Lines of a file; the last counts also without a line break."""
    return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))


def parsed_imports(root: Node, text: bytes, kind: ImportKind) -> tuple[Import, ...]:
    """The imports in the syntax tree of a file, which is a file of this kind."""
    found: list[Import] = []
    blocks, statements = kinds(*BLOCKS), kinds(*IMPORTS)
    otherwise = kinds("elif_clause", "else_clause")
    stack = [(root, kind)]
    while stack:
        node, kind = stack.pop()
        inside = inner_kind(kind, node, text)
        for child in node.named_children:
            number = child.kind_id
            if number in statements:
                found.extend(imported(child, text, inside, -1))
            elif number in blocks or child.is_error:
                below = inside
                if number in otherwise and inside == ImportKind.TYPING != kind:
                    below = ImportKind.CONDITIONAL
                stack.append((child, below))
    return tuple(sorted(found, key=lambda each: each.line))


def _called(
    source: SourceFile, text: bytes, root: Node, places: Iterable[re.Match[bytes]]
) -> tuple[Import, ...]:
    """The imports by calls at these places, where they are calls and no text or comment."""
    draft = _draft(source, text)
    calls = kinds("call")
    for place in places:
        node = root.descendant_for_byte_range(place.start(), place.end(1))
        while node is not None and node.kind_id not in calls:
            node = node.parent
        if node is not None and node.named_children[0].end_byte == place.end(1):
            call(draft, node)
    return tuple(dict.fromkeys(each for each in draft.imports if each.alias == "_"))


def _draft(source: SourceFile, text: bytes) -> Draft:
    kind = ImportKind.TEST if source.is_test else ImportKind.RUNTIME
    wide = text.decode("ascii") if text.isascii() else text.decode("latin-1")
    return Draft(source.path, text, wide, visits(), source.is_test, import_kind=kind)


def _surface(source: SourceFile, lines: int, imports: tuple[Import, ...], problems: list[Problem]) -> Surface:
    return Surface(
        source.path,
        source.module,
        source.language,
        lines=lines,
        is_test=source.is_test,
        is_generated=source.is_generated,
        imports=imports,
        problems=tuple(problems),
    )
