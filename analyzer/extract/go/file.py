"""One Go file to its facts."""

import codecs
import re
from functools import cache

from tree_sitter import Node

from analyzer.extract.go.declarations import constants, function, type_declaration, variables
from analyzer.extract.go.expressions import EXPRESSIONS, type_as_value
from analyzer.extract.go.grammar import by_kind, first_error, parser
from analyzer.extract.go.head import read_head
from analyzer.extract.go.reader import Expressions, Reader, Statements, Writers
from analyzer.extract.go.statements import STATEMENTS
from analyzer.extract.go.types import TYPES
from analyzer.model.facts import Body, Definition, FileFacts, Surface
from analyzer.model.source import Problem, SourceFile

LARGEST = 4_000_000
"""Bytes; of larger files only the head is read."""

_NEW_OF_VALUE = re.compile(
    rb"\bnew\((?=\s*(?:[\"'`0-9!&^<+-]"
    rb"|(?!(?:func|chan|map|struct|interface)\b)\w[\w.]*\s*[({+\-/%<>=!&|^]|\w+\.\w+\.\w"
    rb"|(?:map)?\[(?![^{}]*\b(?:struct|interface)\s*\{)[\w.*\[\]]*\{))"
)
"""`new(x)` of a value, as of Go 1.26, which the grammar does not know: there it is read as any call."""


def extract(source: SourceFile, text: bytes) -> FileFacts:
    """All facts of one file; trouble in it becomes a Problem, never an exception."""
    text, problems = _decoded(source, text)
    head = read_head(source, text)
    if len(text) > LARGEST:
        problems.append(Problem(source.path, 1, "too-large", f"only the head is read of {len(text)} bytes"))
        return FileFacts(_surface(head, problems, ()), Body())
    root = parser().parse(text).root_node
    if root.has_error and b"new(" in text:
        root = parser().parse(_NEW_OF_VALUE.sub(b"neW(", text)).root_node
    if root.has_error:
        found = first_error(root)
        line = found.start_point[0] + 1 if found else 1
        problems.append(
            Problem(source.path, line, "syntax", "not Go from here on; the rest is read as far as possible")
        )
    reader = Reader(text, _packages(head), *_tables())
    _read(reader, source, root, problems)
    body = Body(tuple(reader.references), tuple(reader.bindings), tuple(reader.calls), tuple(reader.sql))
    return FileFacts(_surface(head, problems, tuple(reader.definitions)), body)


def extract_imports(source: SourceFile, text: bytes) -> Surface:
    """Package clause, build constraint and imports, from the head of the file alone."""
    text, problems = _decoded(source, text)
    return _surface(read_head(source, text), problems, ())


@cache
def _tables() -> tuple[Expressions, Statements, Writers]:
    values = {name: type_as_value for name in TYPES if name != "type_identifier"}
    return by_kind({**values, **EXPRESSIONS}), by_kind(STATEMENTS), by_kind(TYPES)


def _decoded(source: SourceFile, text: bytes) -> tuple[bytes, list[Problem]]:
    problems = []
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if text.startswith(mark):
            text = text[2:].decode(name, "replace").encode()
            problems.append(Problem(source.path, 1, "encoding", "UTF-16; Go wants UTF-8"))
    if b"\0" in text:
        problems.append(Problem(source.path, text.count(b"\n", 0, text.index(b"\0")) + 1, "nul", "NUL byte"))
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            problems.append(
                Problem(source.path, line, "encoding", "not UTF-8; bad bytes are shown as U+FFFD")
            )
    return text.removeprefix(codecs.BOM_UTF8), problems


def _packages(head: Surface) -> frozenset[str]:
    """Names that may be packages: aliases, and the last parts of import paths."""
    names: set[str] = set()
    for each in head.imports:
        parts = each.target.split("/")
        names |= (
            {each.alias} if each.alias else {re.split(r"[.-]", part)[0] for part in parts[-2:]} | {parts[-1]}
        )
    return frozenset(names)


def _surface(head: Surface, problems: list[Problem], definitions: tuple[Definition, ...]) -> Surface:
    return Surface(
        head.path, head.module, head.language, head.package, head.lines, head.is_test, head.is_generated,
        head.build, head.embeds, head.imports, definitions, problems=tuple(problems),
    )  # fmt: skip


def _read(reader: Reader, source: SourceFile, root: Node, problems: list[Problem]) -> None:
    comments: list[Node] = []
    for node in root.named_children:
        if node.type == "comment":
            if comments and node.start_point[0] > comments[-1].end_point[0] + 1:
                comments.clear()
            comments.append(node)
            continue
        near = bool(comments) and comments[-1].end_point[0] + 1 >= node.start_point[0]
        doc = first_sentence([reader.slice(comment) for comment in comments]) if near else ""
        comments.clear()
        try:
            _declaration(reader, node, doc)
        except RecursionError:
            reader.leave()
            problems.append(
                Problem(source.path, node.start_point[0] + 1, "nesting", "nested too deeply to be read")
            )


def _declaration(reader: Reader, node: Node, doc: str) -> None:
    what = node.type
    if what in ("function_declaration", "method_declaration"):
        function(reader, node, doc)
    elif what == "type_declaration":
        type_declaration(reader, node, doc)
    elif what == "var_declaration":
        variables(reader, node, doc)
    elif what == "const_declaration":
        constants(reader, node, doc)
    elif what not in ("package_clause", "import_declaration"):
        reader.statement(node)


def first_sentence(comments: list[str]) -> str:
    """The first sentence of a doc comment, at most 200 characters, directives left out."""
    lines = []
    for comment in comments:
        for line in comment.removeprefix("/*").removesuffix("*/").splitlines():
            if not re.match(r"//(?:go:|nolint|lint:|export |line )", line):
                lines.append(line.strip().removeprefix("//").lstrip("* ").strip())
    text = " ".join(lines).strip()
    end = re.search(r"[.!?](?:\s|$)", text)
    return text[: end.start() + 1 if end else None][:200]
