"""A small repository given as a dict of paths and sources, linked."""

from posixpath import basename, dirname, join

from analyzer.extract.go import extract
from analyzer.link import link
from analyzer.model.facts import FileFacts
from analyzer.model.graph import VIAS, Via
from analyzer.model.program import Program, Target
from analyzer.model.source import GoModule, Language, Project, SourceFile

ROOT = (GoModule("", "m"),)


def import_path(path: str, modules: tuple[GoModule, ...]) -> str:
    folder = dirname(path)
    owner = max(
        (each for each in modules if f"{folder}/".startswith(f"{each.folder}/") or not each.folder),
        key=lambda each: len(each.folder),
        default=None,
    )
    if owner is None:
        return ""
    return join(owner.path, folder.removeprefix(owner.folder).strip("/")).rstrip("/")


def linked(files: dict[str, str], modules: tuple[GoModule, ...] = ROOT) -> Program:
    facts: list[FileFacts] = []
    for path, code in sorted(files.items()):
        text = (
            code
            if code.startswith(("package", "//"))
            else f"package {basename(dirname(path)) or 'p'}\n{code}"
        )
        source = SourceFile(path, Language.GO, import_path(path, modules), path.endswith("_test.go"))
        facts.append(extract(source, text.encode()))
    return link(Project((), go_modules=modules), [each.surface for each in facts], lambda i: facts[i].body)


def number_of(program: Program, path: str) -> int:
    return next(i for i, file in enumerate(program.graph.files) if file.path == path)


def named(program: Program, target: Target) -> str | None:
    if not isinstance(target, int):
        return target
    found = program.graph.symbols[target]
    return f"{program.graph.files[found.file].path}:{found.name}"


def uses(program: Program, path: str, via: Via = Via.DIRECT) -> list[str]:
    """Symbols of other files that a file refers to, each once, in order of name."""
    number, graph = number_of(program, path), program.graph
    rows = zip(graph.references.file, graph.references.symbol, graph.references.via, strict=True)
    found = {
        named(program, symbol)
        for file, symbol, how in rows
        if file == number and graph.symbols[symbol].file != number and VIAS[how] == via
    }
    return sorted(each for each in found if each)


def callees(program: Program, path: str) -> list[str | None]:
    return [named(program, each) for each in program.callees(number_of(program, path))]
