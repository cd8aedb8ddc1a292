"""Paths outside of import declarations: relative paths in strings, import paths in other files."""

import posixpath
import re
from collections.abc import Container, Iterable, Iterator

from analyzer.model.facts import Surface
from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit, line_of
from analyzer.rewrite.go.layout import Layout, go_files, leaving_files
from analyzer.rewrite.request import Part, Request, folder, moved

_RELATIVE = re.compile(rb'(?<=["`])\.{1,2}/[^"`\n\\]*(?=["`])')
_COMMAND = re.compile(rb"^//go:generate .*", re.MULTILINE)
_WORD = re.compile(rb"(?<![\w./-])\.{1,2}/[^\s\"'`,;]*")
_CODE_NAMES = re.compile(
    r"(^|/)((GNU)?[Mm]akefile|Dockerfile|Containerfile|Procfile|Justfile|Tiltfile|BUILD|WORKSPACE)([.][\w-]+)?$"
    r"|[.](mk|proto|ya?ml|toml|json|sh|bash|bat|ps1|cfg|ini|bazel|bzl|tmpl)$"
)


def rewrite_paths(request: Request, plan: Layout, part: Part) -> None:
    """Edits paths that can be followed; notes those that a person must look at."""
    everything = frozenset(_with_folders(request.tree.texts))
    known = set()
    for surface in go_files(request):
        known.add(surface.path)
        text = request.tree.texts[surface.path]
        if b'"./' in text or b"../" in text:
            part.edit(surface.path, _relative(request, surface, text, everything))
        if b"//go:generate" in text:
            part.edit(surface.path, _commands(request, surface, text, plan, everything))
            part.note(
                "go generate runs this in another folder from now on", _elsewhere(request, surface, text)
            )
        part.note("a string holds the import path", _in_strings(surface, text, plan))
    for path in sorted(set(request.tree.texts) - known):
        _other(request, path, plan, part)


def _with_folders(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        while path and path not in found:
            found.add(path)
            path = folder(path)
    return found


def _relative(request: Request, surface: Surface, text: bytes, everything: frozenset[str]) -> list[Edit]:
    """Strings that lead to a file that exists, from the folder of this file: tests run there."""
    return [
        edit for found in _RELATIVE.finditer(text) for edit in _followed(request, surface, found, everything)
    ]


def _followed(
    request: Request, surface: Surface, found: re.Match[bytes], there_is: Container[str]
) -> Iterator[Edit]:
    """A relative path as it is from the folder of then to the place of then."""
    here, there = folder(surface.path), folder(request.path(surface.path))
    written = found[0].decode("utf-8", "replace")
    path = posixpath.normpath(posixpath.join(here, written))
    then = moved(path, request.moves)
    if path in there_is and (here, path) != (there, then):
        new = posixpath.relpath(then or ".", there or ".") + "/" * written.endswith("/")
        if not new.startswith("."):
            new = f"./{new}"
        if posixpath.normpath(new) != posixpath.normpath(written):
            yield Edit(*found.span(), new.encode())


def _commands(
    request: Request, surface: Surface, text: bytes, plan: Layout, everything: frozenset[str]
) -> Iterator[Edit]:
    """The commands of go generate, which run in the folder of their file: relative paths, import paths."""
    for line in _COMMAND.finditer(text):
        for found in _WORD.finditer(text, *line.span()):
            yield from _followed(request, surface, found, everything)
        for old in plan.imports:
            if old.encode() in line[0]:
                pattern = re.compile(_import_path(old))
                yield from (
                    Edit(*found.span(), plan.path(old).encode())
                    for found in pattern.finditer(text, *line.span())
                )


def _in_strings(surface: Surface, text: bytes, plan: Layout) -> list[Evidence]:
    """Import paths in strings that are no imports: a name for people, or one that something compares."""
    imports = {each.line for each in surface.imports}
    spots = []
    for path in plan.imports:
        if path.encode() in text:
            for found in re.finditer(rb'"[^"\n]*' + re.escape(path.encode()) + rb"(?![\w-])", text):
                line = line_of(text, found.start())
                if line not in imports:
                    spots.append(Evidence(surface.path, line, path))
    return spots


def _other(request: Request, path: str, plan: Layout, part: Part) -> None:
    """A file that is no Go code: build files, schemas, settings.

    A folder's name of one word counts only as part of a path.
    """
    text = request.tree.texts[path]
    named = [move.unit.encode() for move in request.moves if move.unit.encode() in text]
    if not named or b"\0" in text or not _CODE_NAMES.search(path):
        return
    edits = [edit for old in plan.imports if old.encode() in text for edit in _import_paths(old, text, plan)]
    part.edit(path, edits)
    spots = [
        Evidence(path, line_of(text, found.start()))
        for unit in named
        for found in re.finditer(
            rb"(?<![\w-])" + re.escape(unit) + (rb"(?![\w-])" if b"/" in unit else rb"/"), text
        )
        if not any(edit.start <= found.start() < edit.end for edit in edits)
    ]
    part.note("a file names the folder", spots)


def _elsewhere(request: Request, surface: Surface, text: bytes) -> list[Evidence]:
    """Commands whose folder changes: of single files, and of packages where they lead out of the folder."""
    if folder(surface.path) == folder(request.path(surface.path)):
        return []
    alone = surface.path in leaving_files(request)
    found = (each for each in _COMMAND.finditer(text) if alone or b".." in each[0])
    return [Evidence(surface.path, line_of(text, each.start())) for each in found]


def _import_path(old: str) -> bytes:
    return rb"(?<![\w./-])" + re.escape(old.encode()) + rb"(?![\w-])(?!/\w)"


def _import_paths(old: str, text: bytes, plan: Layout) -> Iterator[Edit]:
    """A whole import path: nothing before it, and after it no more than a name in the package."""
    pattern = re.compile(_import_path(old))
    for found in pattern.finditer(text):
        yield Edit(*found.span(), plan.path(old).encode())
