"""Python modules and packages to other places: imports, whole dotted names, and names in strings."""

from posixpath import basename

import libcst as cst
from libcst.metadata import MetadataWrapper

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import difference
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.loading import new_failures
from analyzer.rewrite.python.names import rewrite_names
from analyzer.rewrite.python.obstacles import refuse
from analyzer.rewrite.python.own_place_uses import OwnPlaces, find_places
from analyzer.rewrite.python.statements import Statements
from analyzer.rewrite.python.uses import find_uses
from analyzer.rewrite.request import Part, Request, folder

INIT_FILE = "__init__.py"


def move_modules(request: Request) -> Part:
    """What becomes of Python files when files or folders move."""
    part = Part()
    layout = Layout(request)
    if not layout.renamed:
        return part
    bindings = Bindings(request.program.surfaces, layout.modules)
    refuse(request, layout, bindings, part)
    if part.refusals:
        return part
    for number in layout.files:
        text = request.tree.texts[layout.surfaces[number].path]
        if _is_concerned(layout, bindings, number, text):
            _rewrite(layout, bindings, number, text, part)
    rewrite_names(request, layout, bindings, part)
    for path in layout.new_folders() if _in_packages(layout) else ():
        part.created[f"{path}/{INIT_FILE}"] = b""
    failing = () if part.refusals else new_failures(layout, bindings)
    if failing:
        part.refuse("modules would import each other before they are ready", failing)
    return part


def _is_concerned(layout: Layout, bindings: Bindings, number: int, text: bytes) -> bool:
    """Whether the file names something that moves, or moves itself and names its neighbours."""
    for each in layout.surfaces[number].imports:
        if number in layout.renamed and each.target.startswith("."):
            return True
        base = layout.modules.find(each.target, number)
        if base is not None:
            named = bindings.submodule(base, each.member) if each.member.isidentifier() else None
            bound = named or base
            if layout.moves(base) or layout.moves(bound) or bound.name in layout.left:
                return True
            if number in layout.renamed and each.target != base.name:
                return True
    if b"__file__" in text and (number in layout.renamed or _names_a_path(layout, text)):
        return True
    return any("." in name and name.encode() in text for name in layout.packages)


def _names_a_path(layout: Layout, text: bytes) -> bool:
    return any(basename(move.unit).encode() in text for move in layout.request.moves)


def _rewrite(layout: Layout, bindings: Bindings, number: int, text: bytes, part: Part) -> None:
    path = layout.surfaces[number].path
    try:
        module = cst.parse_module(text)
    except (cst.ParserSyntaxError, UnicodeError, LookupError):
        part.refuse("a file that names what moves cannot be read", [Evidence(path, 1)])
        return
    if module.bytes != text:
        part.refuse("a file that names what moves cannot be written back as it is", [Evidence(path, 1)])
        return
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    uses = find_uses(wrapper, layout, bindings, number)
    places = find_places(wrapper, path, layout.request.moves) if b"__file__" in text else OwnPlaces()
    statements = Statements(layout, bindings, number, uses, places.replaced)
    after = wrapper.visit(statements).bytes
    for reason, line in (*uses.troubles, *places.troubles, *statements.troubles):
        part.refuse(reason, [Evidence(path, line)])
    part.edit(path, difference(text, after))


def _in_packages(layout: Layout) -> bool:
    """Whether what moves lies in folders with `__init__`, as its new place then should."""
    paths = layout.request.tree.texts
    moving = (layout.surfaces[number].path for number in layout.renamed)
    return any(f"{folder(path)}/{INIT_FILE}".lstrip("/") in paths for path in moving)
