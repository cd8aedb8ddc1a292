"""A folder becomes a Go module of its own: both modules find each other by `replace`, no import changes."""

import posixpath
import re
from collections.abc import Iterator

from analyzer.model.graph import Evidence
from analyzer.model.source import GoModule
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.layout import go_files, home, import_path, layout
from analyzer.rewrite.request import Part, Request, folder, inside

_HEAD = re.compile(r"^module[ \t].*\n?", re.MULTILINE)
_LOCAL = re.compile(r"(=>[ \t]*)(\.{1,2}/\S*)")
_DROPPED = re.compile(r"^(tool|retract|ignore)\b(?:[ \t]*\([^)]*\)|.*)\n?", re.MULTILINE)


def new_modules(request: Request) -> Part:
    """The files of new modules, and what the module around them says of them."""
    part = Part()
    for place in request.modules:
        outer = home(place, request.program.project.go_modules)
        if outer is None:
            part.refuse(f"{place} lies in no Go module")
        elif _allowed(request, place, outer, part):
            _module(request, place, outer, part)
    return part


def _allowed(request: Request, place: str, outer: GoModule, part: Part) -> bool:
    before = len(part.refusals)
    texts = request.tree.texts
    if outer.folder == place:
        part.refuse(f"{place} is a Go module already")
    if posixpath.join(outer.folder, "vendor/modules.txt") in texts:
        part.refuse("a vendored module lists its modules in vendor/modules.txt")
    if request.declarations or any(move.unit in texts for move in request.moves):
        part.refuse("files move first, then their folder becomes a module")
    if not any(inside(request.path(surface.path), place) for surface in go_files(request)):
        part.refuse(f"{place} holds no Go files")
    spots = []
    for surface in go_files(request):
        here = request.path(surface.path)
        for line, pattern in surface.embeds:
            whole = posixpath.join(folder(here), pattern.removeprefix("all:"))
            if not inside(here, place) and (inside(whole, place) or inside(place, whole.rstrip("/*"))):
                spots.append(Evidence(surface.path, line, pattern))
    if spots:
        part.refuse("embedded files stay in the module of their package", spots)
    return len(part.refusals) == before


def _module(request: Request, place: str, outer: GoModule, part: Part) -> None:
    path = import_path(place, (outer,)) or ""
    old = posixpath.join(outer.folder, "go.mod")
    text = request.tree.texts[old].decode("utf-8", "replace")
    back, there = posixpath.relpath(outer.folder or ".", place), posixpath.relpath(place, outer.folder or ".")
    uses_outer, uses_new = _imports(request, place, path, outer)
    made = f"module {path}\n" + _local_paths(
        _DROPPED.sub("", _HEAD.sub("", text, count=1)), outer.folder, place
    )
    if uses_outer:
        made = made.rstrip("\n") + "\n\n" + "".join(_found(outer.path, back))
    part.created[f"{place}/go.mod"] = made.encode()
    sums = request.tree.texts.get(posixpath.join(outer.folder, "go.sum"))
    if sums is not None:
        part.created[f"{place}/go.sum"] = sums
    if uses_new:
        end = len(request.tree.texts[old])
        lines = "\n" * (not text.endswith("\n")) + "\n" + "".join(_found(path, f"./{there}"))
        part.edit(old, [Edit(end, end, lines.encode())])
    _workspace(request, place, part)


def _found(path: str, place: str) -> Iterator[str]:
    """Where a module lies that has no release."""
    major = re.search(r"[/.]v([2-9]|\d\d+)$", path)
    yield f"require {path} v{major[1] if major else 0}.0.0\n\n"
    yield f"replace {path} => {place}\n"


def _imports(request: Request, place: str, path: str, outer: GoModule) -> tuple[bool, bool]:
    """Whether the new module imports the one around it, and the other way round."""
    plan = layout(request)
    to_outer = to_new = False
    for surface in go_files(request):
        is_new = inside(request.path(surface.path), place)
        for each in surface.imports:
            target = plan.path(each.target)
            to_outer |= is_new and inside(target, outer.path) and not inside(target, path)
            to_new |= not is_new and inside(target, path)
    return to_outer, to_new


def _local_paths(text: str, before: str, after: str) -> str:
    """`replace` lines with folders, counted from the new module."""

    def moved(found: re.Match[str]) -> str:
        there = posixpath.normpath(posixpath.join(before, found[2]))
        return found[1] + posixpath.relpath(there, after)

    return _LOCAL.sub(moved, text)


def _workspace(request: Request, place: str, part: Part) -> None:
    """The nearest go.work above names the module too."""
    above = place
    while above:
        above = folder(above)
        path = posixpath.join(above, "go.work")
        text = request.tree.texts.get(path)
        if text is not None:
            line = f"use ./{posixpath.relpath(place, above or '.')}\n".encode()
            part.edit(path, [Edit(len(text), len(text), b"\n" * (not text.endswith(b"\n")) + line)])
            return
