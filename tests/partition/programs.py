"""Small programs as values: packages, who imports whom, and what serves requests."""

from array import array

from analyzer.model.facts import Body, Definition, DefinitionKind, Import, ImportKind, Surface
from analyzer.model.graph import CodeGraph, FileNode, ImportEdge, References, Symbol
from analyzer.model.program import Program
from analyzer.model.source import Project

ROOT = "example.org/m"


def program(imports: str, mains: str = "", uses: str = "", lines: int = 100) -> Program:
    """A Go program. `imports` are package>package words, `uses` package>package.Symbol words."""
    pairs = [tuple(word.split(">")) for word in imports.split()]
    referred = [(a, *b.rsplit(".", 1)) for a, b in (word.split(">") for word in uses.split())]
    packages = sorted({name for pair in pairs for name in pair} | set(mains.split()))
    number = {name: place for place, name in enumerate(packages)}
    files = tuple(FileNode(f"{name}/x.go", "go", f"{ROOT}/{name}", lines) for name in packages)
    symbols = tuple(
        Symbol(number[target], 0, name, DefinitionKind.FUNCTION, 1)
        for target, name in sorted({(b, c) for _, b, c in referred})
    )
    at = {(symbol.file, symbol.name): place for place, symbol in enumerate(symbols)}
    rows = sorted((number[a], at[number[b], c]) for a, b, c in referred)
    zeros = array("i", [0] * len(rows))
    references = References(
        array("i", [row[0] for row in rows]), zeros, zeros, array("i", [row[1] for row in rows]), zeros, zeros
    )
    edges = tuple(
        ImportEdge(number[a], 3, f"{ROOT}/{b}", ImportKind.RUNTIME, True) for a, b in sorted(set(pairs))
    )
    surfaces = tuple(
        Surface(
            node.path,
            node.module,
            "go",
            package="main" if name in mains.split() else name.rpartition("/")[2],
            lines=lines,
            imports=tuple(Import(3, f"{ROOT}/{b}") for a, b in sorted(set(pairs)) if a == name),
            definitions=(Definition(1, 2, "X", DefinitionKind.FUNCTION),),
        )
        for name, node in zip(packages, files, strict=True)
    )
    return Program(
        project=Project(files=()),
        surfaces=surfaces,
        graph=CodeGraph(files, symbols, edges, references),
        body=lambda _: Body(),
        callees=lambda _: (),
        resolve=lambda *_: None,
        type_of=lambda *_: None,
    )


TWO = (
    "cmd/shop>shop cmd/bill>bill shop>shop/cart shop>shop/item shop/cart>shop/item "
    "bill>bill/tax bill>bill/print bill/tax>bill/print "
    "shop/cart>log bill/tax>log shop>db bill>db log>clock db>log"
)
TWO_MAINS = "cmd/shop cmd/bill"
