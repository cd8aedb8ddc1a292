"""Why a Go package cannot be moved safely: all reasons, each with every place."""

import re

from analyzer.model.facts import Surface
from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import line_of
from analyzer.rewrite.go.layout import Layout, go_files, home
from analyzer.rewrite.go.registered import GOB, bound, registered
from analyzer.rewrite.request import Part, Request, folder, inside

LINKNAME = re.compile(rb"^//go:linkname[ \t]+([^\n]*)", re.MULTILINE)
_BAD_PART = re.compile(r"^[._]|^(testdata|vendor|node_modules)$|[^\w.~-]")


def refuse(request: Request, plan: Layout, part: Part) -> None:
    """Adds a refusal for everything that would break, or that cannot be judged."""
    _folders(request, part)
    moving = [surface for surface in go_files(request) if surface.module in plan.imports]
    _inside(request, moving, part)
    _linknames(request, plan, part)
    _visibility(request, plan, part)
    _embeds(request, part)
    _registered(request, plan, part)


def _registered(request: Request, plan: Layout, part: Part) -> None:
    spots = []
    for surface in go_files(request):
        text = request.tree.texts[surface.path]
        if b"gob.Register(" not in text:
            continue
        moving = {bound(surface, path, plan.names[path][0]) for path in plan.imports if path in plan.names}
        for line, names in registered(text):
            own = surface.module in plan.imports and any("." not in name for name in names)
            if own or any(name.partition(".")[0] in moving for name in names if "." in name):
                spots.append(Evidence(surface.path, line))
    if spots:
        part.refuse(GOB, spots)


def _folders(request: Request, part: Part) -> None:
    modules = request.program.project.go_modules
    for move in request.moves:
        bad = bad_part(move.target)
        if bad:
            part.refuse(f"the go command does not look into a folder called {bad}")
        if home(move.unit, modules) != home(move.target, modules):
            part.refuse(f"{move.unit} and {move.target} lie in different Go modules")
        own = [module for module in modules if inside(module.folder, move.unit)]
        if own:
            places = (Evidence(f"{module.folder}/go.mod", 1) for module in own)
            part.refuse(f"{move.unit} holds a Go module of its own", places)


def bad_part(path: str) -> str:
    """The part of a path because of which the go command passes it by, "" if there is none."""
    return next((piece for piece in path.split("/") if _BAD_PART.search(piece)), "")


def _inside(request: Request, moving: list[Surface], part: Part) -> None:
    """What the files that move hold."""
    main = [Evidence(surface.path, 1) for surface in moving if surface.package == "main"]
    if main:
        part.note("a command moves: scripts and images may name its folder", main)
    broken = [problem for surface in moving for problem in surface.problems]
    if broken:
        part.refuse("a file cannot be read whole", (Evidence(p.path, p.line) for p in broken))
    cgo = [
        Evidence(surface.path, each.line)
        for surface in moving
        for each in surface.imports
        if each.target == "C"
    ]
    if cgo:
        part.refuse("C code is found by folder (cgo)", cgo)
    assembly = [Evidence(path, 1) for path in request.paths if path.endswith((".s", ".S", ".syso"))]
    if assembly:
        part.refuse("assembly names its package", assembly)


def _linknames(request: Request, plan: Layout, part: Part) -> None:
    spots = []
    for surface in go_files(request):
        text = request.tree.texts[surface.path]
        if b"//go:linkname" in text:
            for found in LINKNAME.finditer(text):
                words = found[1].decode("utf-8", "replace")
                if surface.module in plan.imports or any(f"{path}." in words for path in plan.imports):
                    spots.append(Evidence(surface.path, line_of(text, found.start())))
    if spots:
        part.refuse("//go:linkname names a package by its path", spots)


def _visibility(request: Request, plan: Layout, part: Part) -> None:
    spots = []
    for surface in go_files(request):
        importer = plan.path(surface.module)
        for each in surface.imports:
            if surface.module not in plan.imports and each.target not in plan.imports:
                continue
            if not visible(plan.path(each.target), importer) and visible(each.target, surface.module):
                spots.append(Evidence(surface.path, each.line, each.target))
    if spots:
        part.refuse("an internal package would no longer be visible", spots)


def visible(path: str, importer: str) -> bool:
    """Whether Go lets `importer` import `path`: what stands before the last `internal` is shared by both."""
    parts = path.split("/")
    if "internal" not in parts:
        return True
    last = len(parts) - 1 - parts[::-1].index("internal")
    return not last or inside(importer, "/".join(parts[:last]))


def _embeds(request: Request, part: Part) -> None:
    """Files that another package embeds would leave it, or files would come to it."""
    spots = []
    for surface in go_files(request):
        if surface.path in request.paths:
            continue
        for line, pattern in surface.embeds:
            whole = f"{folder(surface.path)}/{pattern.removeprefix('all:')}".lstrip("/")
            if any(_meets(whole, path) for move in request.moves for path in (move.unit, move.target)):
                spots.append(Evidence(surface.path, line, pattern))
    if spots:
        part.refuse("another package embeds files from there", spots)


def _meets(pattern: str, path: str) -> bool:
    """Whether an embed pattern takes in a folder, or something in it."""
    pairs = zip(pattern.split("/"), path.split("/"), strict=False)
    return all(_glob(left).fullmatch(right) for left, right in pairs)


def _glob(part: str) -> re.Pattern[str]:
    return re.compile(re.escape(part).replace(r"\*", ".*").replace(r"\?", "."))
