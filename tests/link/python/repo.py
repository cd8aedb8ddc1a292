"""A small repository given as a dict of paths and sources, linked."""

from analyzer.extract.python import extract
from analyzer.link import link
from analyzer.model.facts import FileFacts
from analyzer.model.program import Program
from analyzer.model.source import Language, Project, SourceFile


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").removeprefix("src/").replace("/", ".")


def linked(files: dict[str, str]) -> Program:
    facts: list[FileFacts] = [
        extract(SourceFile(path, Language.PYTHON, module_of(path)), code.encode())
        for path, code in sorted(files.items())
    ]
    return link(Project(()), [each.surface for each in facts], lambda i: facts[i].body)


def named(program: Program, symbol: int) -> str:
    found = program.graph.symbols[symbol]
    return f"{program.graph.files[found.file].module}:{found.name}"


def uses(program: Program, path: str) -> set[str]:
    """Symbols of other files that a file refers to."""
    graph = program.graph
    number = next(i for i, file in enumerate(graph.files) if file.path == path)
    return {
        named(program, symbol)
        for file, symbol in zip(graph.references.file, graph.references.symbol, strict=True)
        if file == number and graph.symbols[symbol].file != number
    }


def callees(program: Program, path: str) -> list[str | None]:
    number = next(i for i, file in enumerate(program.graph.files) if file.path == path)
    return [named(program, each) if isinstance(each, int) else each for each in program.callees(number)]
