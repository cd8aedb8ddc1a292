"""Names of modules outside of Python code: entry points, packages of a build, commands of images and jobs."""

import re
from collections.abc import Mapping

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit, line_of
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.statements import renamed_text
from analyzer.rewrite.request import Part, Request

_READ_BY_PROGRAMS = re.compile(
    r"(^|/)(Makefile|Dockerfile|Containerfile|Procfile|Justfile|justfile)([.][\w-]+)?$"
    r"|[.](toml|cfg|ini|ya?ml|json|sh|service|conf)$"
)
_DOTTED = re.compile(r"(?<![\w./-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_][\w.]*)?(?![\w/-])")


def rewrite_names(request: Request, layout: Layout, bindings: Bindings, part: Part) -> None:
    """Edits whole dotted names in files that programs read; notes places that name a path that moves."""
    needles = [name.encode() for name in layout.packages if "." in name]
    units = {*(move.unit for move in request.moves), *request.paths}
    paths = [path.encode() for path in sorted(units) if "/" in path]
    for path, text in request.tree.texts.items():
        if not _READ_BY_PROGRAMS.search(path) or b"\0" in text:
            continue
        if any(needle in text for needle in needles):
            part.edit(path, _names(text, layout, bindings))
        spots = {line_of(text, text.index(each)) for each in paths if each in text}
        part.note("a file names the path", (Evidence(path, line) for line in spots))


def rewrite_members(text: bytes, renamed: Mapping[str, str]) -> bytes:
    """A text that programs read with new names for `module.NAME` and `module:NAME`."""

    def new(found: re.Match[bytes]) -> bytes:
        old = found[0].decode()
        name = renamed.get(old.replace(":", "."))
        if name is None:
            return found[0]
        return (":".join(name.rsplit(".", 1)) if ":" in old else name).encode()

    return re.sub(_DOTTED.pattern.encode(), new, text)


def is_read_by_programs(path: str) -> bool:
    """Whether a file is one in which names of modules have a meaning."""
    return bool(_READ_BY_PROGRAMS.search(path))


def _names(text: bytes, layout: Layout, bindings: Bindings) -> list[Edit]:
    try:
        told = text.decode()
    except UnicodeDecodeError:
        return []
    edits = []
    for found in _DOTTED.finditer(told):
        new = renamed_text(found[0], layout, bindings)
        if new is not None:
            start = len(told[: found.start()].encode())
            edits.append(Edit(start, start + len(found[0].encode()), new.encode()))
    return edits
