"""Go files and single declarations to other packages: what crosses is qualified, exported and imported."""

from collections.abc import Iterator

from analyzer.rewrite.edits import Edit, apply
from analyzer.rewrite.go.alignment import aligned
from analyzer.rewrite.go.cycles import import_graph, refuse_cycles
from analyzer.rewrite.go.effects import keep_effects
from analyzer.rewrite.go.exports import export_members, export_names
from analyzer.rewrite.go.import_lists import edit_imports, import_block
from analyzer.rewrite.go.layout import Layout, go_files, import_path, leaving_files, package_folders
from analyzer.rewrite.go.outputs import Output, outputs, unused
from analyzer.rewrite.go.paths import rewrite_paths
from analyzer.rewrite.go.placing import Placing, place
from analyzer.rewrite.go.separation import refuse_separation, refuse_uses
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.uses import meant
from analyzer.rewrite.go.world import World
from analyzer.rewrite.request import Part, Request, folder


def move_declarations(request: Request) -> Part:
    """What becomes of Go files when single files or declarations go to another package."""
    part = Part()
    packages = _packages(request)
    if not packages:
        return part
    if package_folders(request):
        part.refuse("folders and single files are moved one after the other")
        return part
    if any(move.alias for move in request.moves):
        part.refuse("an alias is left for single declarations, given as FILE:NAME")
        return part
    world = World(request, packages)
    placing = place(world, part)
    refuse_separation(world, placing, part)
    if part.refusals:
        return part
    uses = meant(world, placing, part)
    export_names(world, placing, uses, part)
    members = export_members(world, placing, part)
    refuse_uses(world, placing, uses, part)
    if part.refusals:
        return part
    files = outputs(world, placing, uses, part)
    code, tests = import_graph(world, placing, files)
    keep_effects(world, placing, files, code)
    refuse_cycles(world, placing, code, tests, part)
    if not part.refusals:
        for output in files.values():
            _emit(world, placing, output, members, part)
        rewrite_paths(request, Layout({}, {}), part)
    return part


def _packages(request: Request) -> frozenset[str]:
    """The packages that something leaves or comes to."""
    modules = request.program.project.go_modules
    known = {surface.path: surface.module for surface in go_files(request)}
    leaving = leaving_files(request)
    for move in request.declarations:
        path = move.unit.rpartition(":")[0]
        leaving[path] = move.target if move.target.endswith(".go") else f"{move.target}/"
    leaving = {path: then for path, then in leaving.items() if path in known}
    targets = {import_path(folder(then), modules) or "" for then in leaving.values()}
    return frozenset({known[path] for path in leaving} | targets)


def _emit(world: World, placing: Placing, output: Output, members: dict[str, list[Edit]], part: Part) -> None:
    """The edits of a file that is there, or the text of a new one."""
    arrived = [each for each in output.regions if each[0] is not output.source]
    texts = [_moved_text(output, source, declaration, members) for source, declaration in arrived]
    if output.source is None:
        imports = import_block(list(output.added.values()))
        name = world.names.get(output.package(placing)) or placing.names[output.package(placing)]
        part.created[output.path] = f"package {name}\n\n".encode() + imports + b"\n".join(texts)
        return
    source = output.source
    gone = [each for each in source.declarations if placing.output(source, each) != output.path]
    if gone and len(gone) == len(source.declarations) and not (arrived or output.aliases):
        part.removed.add(source.path)
        return
    kept = [*output.edits.get(source.path, ()), *members.get(source.path, ())]
    edits = [edit for edit in kept if not any(each.start <= edit.start < each.end for each in gone)]
    edits = aligned(source.root, source.text, edits + _clause(world, placing, source))
    edits += _cuts(source, gone, output.aliases)
    added = [*output.added.values(), *output.blank]
    edits += edit_imports(source.root, source.text, added, unused(world, output))
    if texts:
        end = len(source.text)
        edits.append(Edit(end, end, b"\n" * (not source.text.endswith(b"\n")) + b"\n" + b"\n".join(texts)))
    part.edit(source.path, edits)


def _moved_text(
    output: Output, source: Source, declaration: Declaration, members: dict[str, list[Edit]]
) -> bytes:
    """The text of a declaration in its new file."""
    start, end = declaration.start, declaration.end
    edits = [*output.edits.get(source.path, ()), *members.get(source.path, ())]
    inside = [edit for edit in edits if start <= edit.start < end]
    return apply(
        source.text[start:end],
        (
            Edit(edit.start - start, edit.end - start, edit.text)
            for edit in aligned(source.root, source.text, inside)
            if start <= edit.start < end
        ),
    )


def _cuts(source: Source, gone: list[Declaration], aliases: dict[int, bytes]) -> Iterator[Edit]:
    """Declarations go, those that follow each other as one, with a blank line beside them where nothing
    takes their place."""
    spans: list[tuple[int, int]] = []
    for each in gone:
        if aliases.get(each.start):
            yield Edit(each.start, each.end, aliases[each.start])
        elif spans and not source.text[spans[-1][1] : each.start].strip():
            spans[-1] = (spans[-1][0], each.end)
        else:
            spans.append((each.start, each.end))
    for start, end in spans:
        if end < len(source.text):
            end += source.text[end : end + 1] == b"\n"
        elif source.text[:start].endswith(b"\n\n"):
            start -= 1
        yield Edit(start, end, b"")


def _clause(world: World, placing: Placing, source: Source) -> list[Edit]:
    """The package clause of a file that goes to another package."""
    package = placing.files.get(source.path)
    if package is None:
        return []
    clause = next(node for node in source.root.named_children if node.type == "package_clause")
    name = clause.named_children[0]
    beside = "_test" * source.package.endswith("_test")
    plain = package.removesuffix(beside)
    new = (world.names.get(plain) or placing.names[plain]) + beside
    return [Edit(name.start_byte, name.end_byte, new.encode())]
