"""What a front-end remembers while it reads one Go file, and how access paths are written."""

# Access path of Go, read from left to right:
#
#     path := base step*
#     base := NAME             package-level name, import or predeclared name of this file
#           | "<" type ">"     a value of this type
#           | "{" path "}"     a local variable, by the expression that gave it its value
#           | "?"              a value nothing is known of
#     step := "." NAME         selection
#           | "(" path ";" … ")"   result of a call; arguments only where a generic function may need them
#           | "[" text "]"     element by index, or type arguments
#           | "*" | "&" | "~"  dereference, address, receive from a channel
#           | "#" DIGIT        one of several results
#           | "@k" | "@v"      key and element of what a loop walks
#           | "@e"             element type of a composite literal
#           | ":" NAME         key of a composite literal: a field, else a name of the package
#           | ";" NAME         the same where NAME is also a local variable: a field or nothing
#
#     type := as in Go without spaces and names of parameters: `*db.Conn`, `map[string][]T`,
#             `func(A,...B)(R)`, `G[A,B]`, `chan T`; `struct#7` and `interface#7` are types without
#             a name, whose fields or methods are the definitions with scope 7; `T#1` is what the second
#             type parameter of type T may be.

from collections.abc import Callable

from tree_sitter import Node

from analyzer.model.facts import Binding, Call, Definition, DefinitionKind, Reference, ReferenceKind, SqlText
from analyzer.model.values import Hole, Name, Value

UNKNOWN = "?"
HOLE = Hole()
LONGEST_PATH = 400
"""Longer paths are not followed: no human wrote them."""

Operand = tuple[str, Value]
"""What an expression is: its access path and its value."""

Expressions = dict[int, Callable[["Reader", Node], Operand]]
Statements = dict[int, Callable[["Reader", Node], None]]
Writers = dict[int, Callable[["Reader", Node], str]]

PREDECLARED = frozenset({
    "any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64",
    "int", "int8", "int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32",
    "uint64", "uintptr",
})  # fmt: skip


class Reader:
    """One file being read: its text, the facts so far, and the names in scope."""

    __slots__ = (
        "bindings", "calls", "definitions", "end", "env", "expressions", "flags", "naming", "outer", "owner",
        "packages", "references", "scope", "sql", "statements", "text", "types", "values", "writers",
    )  # fmt: skip

    def __init__(
        self,
        text: bytes,
        packages: frozenset[str],
        expressions: Expressions,
        statements: Statements,
        writers: Writers,
    ) -> None:
        self.text = text
        self.packages = packages
        self.expressions = expressions
        self.statements = statements
        self.writers = writers
        self.definitions: list[Definition] = []
        self.references: list[Reference] = []
        self.bindings: list[Binding] = []
        self.calls: list[Call] = []
        self.sql: list[SqlText] = []
        self.values: dict[str, Name] = {}
        self.env: dict[str, str]
        self.outer: dict[str, str]
        self.types: dict[str, str]
        self.leave()

    def leave(self) -> None:
        """Back to file level, also from the middle of a declaration that could not be read."""
        self.scope, self.flags, self.naming, self.owner, self.end = -1, 0, "", "", 0
        self.env, self.outer, self.types = {}, {}, {}

    def slice(self, node: Node) -> str:
        """The text of a node."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def expression(self, node: Node) -> Operand:
        """Reads an expression with all that is in it."""
        read = self.expressions.get(node.kind_id)
        if read is not None:
            return read(self, node)
        for child in node.named_children:
            self.statement(child)
        return UNKNOWN, HOLE

    def statement(self, node: Node) -> None:
        """Reads a statement, a declaration inside a function, or an expression."""
        read = self.statements.get(node.kind_id)
        if read is not None:
            read(self, node)
        else:
            self.expression(node)

    def type(self, node: Node) -> str:
        """Reads a type; gives its canonical text, "" if it is none."""
        write = self.writers.get(node.kind_id)
        return "" if write is None else write(self, node)

    def refer(self, node: Node, path: str, kind: ReferenceKind = ReferenceKind.USE) -> None:
        """Notes the use of a name; the line is where the name ends."""
        self.references.append(Reference(node.end_point[0] + 1, self.scope, path, kind))

    def name(self, text: str) -> Name:
        """One `Name` a text, because a file repeats its names."""
        known = self.values.get(text)
        if known is None:
            known = self.values[text] = Name(text)
        return known

    def bind(self, name: str, path: str) -> None:
        """A local variable from here on; its path is closed, so it is not counted again where it is used."""
        if not path or len(path) > LONGEST_PATH:
            path = UNKNOWN
        self.env[name] = path if path[-1] in "}>?" else f"{{{path}}}"

    def define(self, definition: Definition) -> int:
        """Adds a definition; gives its index."""
        self.definitions.append(definition)
        return len(self.definitions) - 1

    def reserve(self) -> int:
        """Keeps a place for a definition whose parts are read before it is complete."""
        return self.define(Definition(0, 0, "", DefinitionKind.STRUCT, self.scope))
