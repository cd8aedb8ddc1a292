"""Why Python code cannot be moved safely: all reasons, each with every place."""

import re
import sys
from collections.abc import Iterable, Iterator
from posixpath import basename

from analyzer.link.python_modules import INIT
from analyzer.model.facts import ImportKind
from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import line_of
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.request import Part, Request, folder, inside

_FINDS_BESIDE = re.compile(
    rb"\b(?:Flask|Quart|PackageLoader|files|as_file|open_text|read_text|get_data|resource_\w+)"
    rb"\(\s*__(?:name|package)__"
)
_LOADS_ALL = re.compile(
    rb"iter_modules\(|walk_packages\(|find_modules\(|import_submodules\(|load_submodules\("
    rb"|glob\([^\n]*(__file__|__path__)|listdir\([^\n]*(__file__|__path__)"
    rb"|__file__[^\n]*glob\([^\n]*\*\.py"
)
_IMPORTS_BY_NAME = re.compile(rb"import_module\(|__import__\(|import_string\(|load_module\(|include\(")
_FOUND_BY_NAME = frozenset(["conftest", "__main__", "setup"])
_FOUND_BY_DJANGO = frozenset(["models", "admin", "apps", "migrations", "management", "templatetags"])

_LISTED_BY_DJANGO = frozenset(["migrations", "templatetags", "commands"])
_LABEL = re.compile(rb"^\s+label\s*[:=]", re.MULTILINE)


def refuse(request: Request, layout: Layout, bindings: Bindings, part: Part) -> None:
    """Adds a refusal for everything that would break, or that cannot be judged."""
    _places(request, layout, bindings, part)
    _refuse(part, "a file cannot be read whole", _broken(layout))
    _refuse(part, "`__init__.py` cannot leave its package", _lone_inits(request))
    _refuse(part, "a framework finds it by its name and folder", _found_by_name(request))
    _refuse(part, "a Django app's label is the name of its folder", _labels(request))
    _refuse(part, "files are looked for beside it (`__name__`)", _own_place(request, layout))
    _refuse(part, "all modules of a folder are loaded, whatever they are", _loaders(request, layout))
    _refuse(part, "a module's name is put together at run time", _computed(layout, part))


def _refuse(part: Part, reason: str, spots: Iterable[Evidence]) -> None:
    found = list(spots)
    if found:
        part.refuse(reason, found)


def _places(request: Request, layout: Layout, bindings: Bindings, part: Part) -> None:
    """New places that have no name, or a name that is taken."""
    unnamed = [Evidence(layout.surfaces[n].path, 1) for n, name in layout.renamed.items() if not name]
    if unnamed:
        part.refuse("the new place cannot be imported by name from the same root", unnamed)
    for top in taken_tops(layout, {name.partition(".")[0] for name in layout.renamed.values() if name}):
        part.refuse(f"a package outside the repository is called {top}, too")
    files = [Evidence(f"{path}.py", 1) for path in layout.new_folders() if f"{path}.py" in request.tree.texts]
    if files:
        part.refuse("a module is called like the new folder", files)
    for number, name in layout.renamed.items():
        package, _, last = (name or "").rpartition(".")
        for file in layout.modules.by_name.get(package, ()) if package else ():
            if last in bindings.of(file) and layout.surfaces[number].module != name:
                place = Evidence(layout.surfaces[file].path, bindings.of(file)[last])
                part.refuse(f"the package binds the name {last} already", [place])


def taken_tops(layout: Layout, tops: set[str]) -> list[str]:
    """Those names of new top packages that something outside the repository has, too."""
    outside = {
        each.target.partition(".")[0]
        for number in layout.files
        for each in layout.surfaces[number].imports
        if not each.target.startswith(".") and layout.modules.find(each.target, number) is None
    }
    own = {layout.surfaces[number].module.partition(".")[0] for number in layout.files}
    return sorted((tops - own) & (outside | sys.stdlib_module_names))


def _broken(layout: Layout) -> Iterator[Evidence]:
    for number in layout.renamed:
        for problem in layout.surfaces[number].problems:
            yield Evidence(problem.path, problem.line)


def _lone_inits(request: Request) -> Iterator[Evidence]:
    return (Evidence(move.unit, 1) for move in request.moves if basename(move.unit) in INIT)


def _found_by_name(request: Request) -> Iterator[Evidence]:
    for move in request.moves:
        name = basename(move.unit).partition(".")[0]
        place = basename(folder(move.unit))
        django = name in _FOUND_BY_DJANGO or place in _LISTED_BY_DJANGO
        if name in _FOUND_BY_NAME or (django and _has_django(request, move.unit)):
            yield Evidence(move.unit, 1)


def _has_django(request: Request, unit: str) -> bool:
    """Whether the unit, or something beside it, imports Django."""
    beside = folder(unit)
    return any(
        each.target.partition(".")[0] in ("django", "rest_framework")
        for surface in request.program.surfaces
        if folder(surface.path) == beside or inside(surface.path, unit)
        for each in surface.imports
    )


def _labels(request: Request) -> Iterator[Evidence]:
    """Apps that own tables, or whose new label is another app's."""
    texts = request.tree.texts
    for move in request.moves:
        old, new = basename(move.unit), basename(move.target)
        if old == new or _LABEL.search(texts.get(f"{move.unit}/apps.py", b"")):
            continue
        taken = any(path.endswith(f"/{new}/apps.py") for path in texts)
        owned = ["models.py", "models/__init__.py", "migrations/__init__.py"] + ["apps.py"] * taken
        for path in (f"{move.unit}/{name}" for name in owned):
            if path in texts and _has_django(request, move.unit):
                yield Evidence(path, 1)


def _own_place(request: Request, layout: Layout) -> Iterator[Evidence]:
    """Frameworks that look for files beside a module that leaves its folder."""
    units = {move.unit for move in request.moves}
    for number in layout.renamed:
        path = layout.surfaces[number].path
        text = request.tree.texts[path]
        for found in _FINDS_BESIDE.finditer(text) if path in units else ():
            yield Evidence(path, line_of(text, found.start()))


def _loaders(request: Request, layout: Layout) -> Iterator[Evidence]:
    """Loops over all modules of the folder that something leaves, or that it comes to."""
    units = {move.unit for move in request.moves}
    folders = {folder(path) for move in request.moves for path in (move.unit, move.target)}
    for number in layout.files:
        path = layout.surfaces[number].path
        if (folder(path) in folders and number not in layout.renamed) or path in units:
            text = request.tree.texts[path]
            for found in _LOADS_ALL.finditer(text):
                yield Evidence(path, line_of(text, found.start()))


def _computed(layout: Layout, part: Part) -> Iterator[Evidence]:
    """Text that begins with the package of a moved module and goes on with something computed."""
    packages = {name.rpartition(".")[0] for name in layout.packages} | set(layout.packages)
    named = "|".join(re.escape(name) for name in sorted(packages) if name)
    if not named:
        return
    pattern = re.compile(rf"[\"']({named})\.(?:[\w.]*\{{|[\"']|%)".encode())
    for number in layout.files:
        surface = layout.surfaces[number]
        text = layout.request.tree.texts[surface.path]
        for found in pattern.finditer(text) if _IMPORTS_BY_NAME.search(text) else ():
            yield Evidence(surface.path, line_of(text, found.start()))
        if number in layout.renamed:
            dynamic = (each for each in surface.imports if each.kind is ImportKind.DYNAMIC)
            spots = (Evidence(surface.path, each.line, each.target) for each in dynamic)
            part.note("an import at run time", spots)
