"""Python roots: the folders from which dotted module names are counted.

A root is found by what the code itself imports. An import `a.b` that ends at `R/a/b.py` is a vote
for R, given to every folder on the way; a folder takes the root with the most votes. Where no
import speaks: a root that a project file declares, for a package the folder above its topmost
`__init__.py`, for any other folder the nearest one with a project file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.shell.gomod import folder_of

Votes = dict[str, Counter[str]]
"""Folder to the roots that imports into it speak for."""

_IMPORT = re.compile(
    rb"\n[ \t]*+(?:from[ \t]++([A-Za-z_][\w.]*+)[ \t]++import\b|import[ \t]++([A-Za-z_][\w.]*+))"
)


class Layout(Struct, frozen=True):
    """The Python files of a tree by place. `children` maps a name to the folders that hold a
    module or package folder of that name; `projects` are folders with a project file."""

    files: frozenset[str]
    folders: frozenset[str]
    packages: frozenset[str]
    children: dict[str, tuple[str, ...]]
    declared: frozenset[str]
    projects: frozenset[str]


def layout(files: Iterable[str], declared: Iterable[str], projects: Iterable[str]) -> Layout:
    """The layout of Python files; `declared` are roots that project files name."""
    paths = frozenset(files)
    folders = {folder for path in paths for folder in _upwards(folder_of(path))}
    children: dict[str, set[str]] = {}
    for thing in (*(path[:-3] for path in paths), *folders):
        if thing:
            above, _, name = thing.rpartition("/")
            children.setdefault(name, set()).add(above)
    return Layout(
        paths,
        frozenset(folders),
        frozenset(folder_of(path) for path in paths if path.endswith("/__init__.py")),
        {name: tuple(sorted(above)) for name, above in children.items()},
        frozenset(declared) & folders,
        frozenset(projects) | {""},
    )


def imported_modules(head: bytes) -> set[bytes]:
    """The absolute modules that the head of a Python file imports."""
    last = head.rfind(b"import")
    end = head.find(b"\n", last)
    return {one or other for one, other in _IMPORT.findall(b"\n" + head[: end if end >= 0 else None])}


def count_votes(tree: Layout, imports: Mapping[str, set[str]]) -> Votes:
    """Votes of all imports; `imports` maps an importing folder to the modules its files import."""
    votes: Votes = {}
    named: dict[str, list[tuple[str, str]]] = {}
    passed: dict[tuple[str, str], list[str]] = {}
    for folder, modules in imports.items():
        for module in modules:
            if module not in named:
                named[module] = list(_targets(tree, module.split(".")))
            best = _best_root(tree, folder, named[module], plain="." not in module)
            if best is not None:
                if best not in passed:
                    passed[best] = _between(*best)
                for below in passed[best]:
                    votes.setdefault(below, Counter())[best[0]] += module.count(".") + 1
    return votes


def _targets(tree: Layout, parts: list[str]) -> Iterator[tuple[str, str]]:
    """Each root under which the whole name exists, with the folder it ends in."""
    for root in tree.children.get(parts[0], ()):
        target = "/".join((root, *parts)).lstrip("/")
        if target + ".py" in tree.files:
            yield root, folder_of(target)
        elif target in tree.packages or (len(parts) > 1 and target in tree.folders):
            yield root, target


def _best_root(
    tree: Layout, folder: str, found: Sequence[tuple[str, str]], *, plain: bool
) -> tuple[str, str] | None:
    """The root nearest to the importer, with its target. One plain name inside a package or far away is more
    likely a library."""
    if plain:
        found = [
            (root, target)
            for root, target in found
            if root not in tree.packages and (_is_below(folder, root) or root in tree.declared)
        ]
    if len(found) < 2:
        return found[0] if found else None
    return min(found, key=lambda each: (-_shared(folder, each[0]), len(each[0]), *each))


def _is_below(folder: str, root: str) -> bool:
    return folder == root or not root or folder.startswith(root + "/")


def choose_roots(tree: Layout, votes: Votes) -> dict[str, str]:
    """The root of every folder that holds Python files."""
    chosen: dict[str, str] = {}
    tops: dict[str, str] = {}  # package folder to its topmost package
    for folder in sorted(tree.folders):  # a folder comes after the one above it
        outer = folder_of(folder)
        tops[folder] = tops[outer] if folder in tree.packages and outer in tree.packages else folder
        voted = _voted_root(votes, folder)
        if voted is None or _is_inside(votes, tops[folder], voted):
            voted = _usual_root(tree, votes, folder, chosen)
        chosen[folder] = voted
    return chosen


def _is_inside(votes: Votes, top: str, root: str) -> bool:
    """Whether the root lies in a package that the code calls by its own name more often than by names
    from inside: then those votes meant a library (`import pyspark.ml` beside `mlflow/pyspark/ml`)."""
    if root != top and not root.startswith(top + "/"):
        return False
    above = sum(count for other, count in votes.get(top, Counter()).items() if len(other) < len(top))
    return above > sum(
        counted[root] for folder, counted in votes.items() if folder_of(folder) == root and folder != root
    )


def _voted_root(votes: Votes, folder: str) -> str | None:
    above = set(_upwards(folder))
    counted = {root: count for root, count in votes.get(folder, Counter()).items() if root in above}
    return min(counted, key=lambda root: (-counted[root], -len(root))) if counted else None


def _usual_root(tree: Layout, votes: Votes, folder: str, chosen: Mapping[str, str]) -> str:
    """The root of a folder that no import speaks for."""
    outer = folder_of(folder)
    is_package = folder in tree.packages
    if is_package and outer in tree.packages:
        return chosen[outer]
    lowest = outer if is_package else folder
    declared = [root for root in _upwards(lowest) if root in tree.declared]
    if declared:
        return declared[0]
    if is_package:
        return chosen[outer] if folder and votes.get(outer, Counter()).get(chosen[outer]) else lowest
    home = next(project for project in _upwards(folder) if project in tree.projects)
    return max(chosen[outer], home, key=len) if folder else home


def module_names(tree: Layout, roots: Mapping[str, str], top: str = "") -> dict[str, str]:
    """The dotted name of every file; `top` is the name of the repository's own folder as a package.

    Where two roots give one name, the shorter path keeps it and the others are named from the
    top of the repository.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(tree.files, key=lambda path: (path.count("/"), path)):
        name = _dotted(path, roots[folder_of(path)], top)
        if name in taken:
            name = _dotted(path, "", top)
        taken.add(name)
        names[path] = name
    return names


def _dotted(path: str, root: str, top: str) -> str:
    """`src/a/b.py` from root `src` is `a.b`; `__init__.py` stands for its folder."""
    inner = path[len(root) + 1 if root else 0 : -3]
    name = inner.removesuffix("/__init__").replace("/", ".")
    if root or not top:
        return name
    return top if name == "__init__" else f"{top}.{name}"


def top_name(tree: Layout, imports: Mapping[str, set[str]]) -> str:
    """The name by which the code calls the repository's own folder as a package, "" if it does not."""
    votes: Counter[str] = Counter()
    for module in (module for modules in imports.values() for module in modules):
        first, _, rest = module.partition(".")
        inner = rest.replace(".", "/")
        if first not in tree.children and inner and (inner in tree.folders or f"{inner}.py" in tree.files):
            votes[first] += module.count(".")
    return min(votes, key=lambda name: (-votes[name], name)) if votes else ""


def _upwards(folder: str) -> list[str]:
    """The folder and all above it, the top "" last."""
    result = [folder]
    while folder:
        folder = folder_of(folder)
        result.append(folder)
    return result


def _between(root: str, folder: str) -> list[str]:
    """The folders from just below `root` down to `folder`; the root itself if both are one."""
    if folder == root:
        return [root]
    return [below for below in _upwards(folder) if len(below) > len(root)]


def _shared(one: str, other: str) -> int:
    """How many folders two paths begin with in common."""
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b or not a:
            break
        count += 1
    return count
