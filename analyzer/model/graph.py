"""The dependency graph: files and symbols, and what refers to what.

A depends on B: A is the dependent, B the dependency; the arrow goes from A to B.
References are kept in columns (one machine integer each), because a million lines of code
hold about a million of them; `Edge` is what a quotient to some level gives to people.
"""

from array import array
from enum import StrEnum

from msgspec import Struct

from analyzer.model.facts import DefinitionKind, ImportKind, ReferenceKind

REFERENCE_KINDS: tuple[str, ...] = tuple(ReferenceKind)


class Via(StrEnum):
    """How a reference was resolved: by name, or through an interface to an implementation."""

    DIRECT = "direct"
    INTERFACE_IMPL = "interface-impl"


VIAS: tuple[str, ...] = tuple(Via)


class FileNode(Struct, frozen=True):
    """A source file as a node; its index in `CodeGraph.files` is its number everywhere."""

    path: str
    language: str
    module: str
    lines: int
    is_test: bool = False
    is_generated: bool = False


class Symbol(Struct, frozen=True, array_like=True):
    """A definition that others can name: `name` is qualified within its module.

    `file` and `definition` are indices (of `CodeGraph.files` and of that file's definitions).
    """

    file: int
    definition: int
    name: str
    kind: DefinitionKind
    line: int


class ImportEdge(Struct, frozen=True, array_like=True):
    """File number `file` imports `module`, which lies in this repository (`internal`) or not."""

    file: int
    line: int
    module: str
    kind: ImportKind
    internal: bool


class References(Struct, frozen=True):
    """Resolved references as columns of equal length, in order of file, then of occurrence.

    `scope` is the definition index inside the dependent file (-1: file level); `symbol` indexes
    `CodeGraph.symbols`; `kind` indexes REFERENCE_KINDS, `via` VIAS.
    """

    file: "array[int]"
    scope: "array[int]"
    line: "array[int]"
    symbol: "array[int]"
    kind: "array[int]"
    via: "array[int]"


class Evidence(Struct, frozen=True, array_like=True, gc=False, order=True):
    """A place in the scanned code; `symbol` names what is referred to there, "" where nothing is."""

    path: str
    line: int
    symbol: str = ""


class Edge(Struct, frozen=True, gc=False):
    """`dependent` depends on `dependency` `count` times; `evidence` holds the first five places.

    `kinds` says how: the counts of each reference kind, and of `import` where a file imports a
    module and no use of its names was resolved; they sum to `count`. `kind` is the most frequent.
    """

    dependent: str
    dependency: str
    kind: str
    count: int
    evidence: tuple[Evidence, ...]
    kinds: dict[str, int] = {}


class CodeGraph(Struct, frozen=True):
    """The whole program. `unresolved` counts references that were not resolved, by language and reason."""

    files: tuple[FileNode, ...]
    symbols: tuple[Symbol, ...]
    imports: tuple[ImportEdge, ...]
    references: References
    unresolved: dict[str, int] = {}
