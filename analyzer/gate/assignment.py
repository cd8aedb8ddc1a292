"""Files to boundaries, by the globs of the policy."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from analyzer.errors import ConfigError
from analyzer.model.graph import FileNode
from analyzer.model.plain import plain
from analyzer.model.policy import Policy

SYMBOL = ":"
"""Parts module and symbol in an entry of `public`."""


def assign(paths: Sequence[str], policy: Policy) -> dict[str, str]:
    """The boundary of each path that has one; the most specific glob wins."""
    assigned, _ = _placed(paths, policy)
    return assigned


def check_fit(files: Sequence[FileNode], policy: Policy, more: Iterable[str] = ()) -> None:
    """Raises ConfigError with every glob that matches nothing, empty boundary and tie, and `more`."""
    assigned, mistakes = _placed([node.path for node in files], policy)
    mistakes += [*_public_nowhere(files, policy), *more]
    for name in sorted(set(policy.boundaries) - set(assigned.values())):
        mistakes.append(f"boundaries.{name} holds no file")
    if mistakes:
        raise ConfigError(
            "monoscan.toml does not fit the code:\n  " + "\n  ".join(dict.fromkeys(mistakes)),
            "globs start at the repository's root: `internal/billing/**` is the folder and all below it",
        )


def _public_nowhere(files: Sequence[FileNode], policy: Policy) -> Iterator[str]:
    """The entries of `public` that name no module."""
    wanted = [(name, entry) for name, boundary in policy.boundaries.items() for entry in boundary.public]
    modules = {node.module for node in files} if wanted else set()
    for name, entry in wanted:
        if not any(names_module(entry, module) for module in modules) and not any(
            matches(entry.partition(SYMBOL)[0], node.path) for node in files
        ):
            yield f"boundaries.{name}.public: `{entry}` names no module"


def names_module(entry: str, module: str) -> bool:
    """Whether an entry of `public` names a module, written with dots or as a path."""
    glob, name = entry.partition(SYMBOL)[0], module.replace(".", "/")
    return matches(glob, name) or matches(glob.replace(".", "/"), name)


class _Claim(NamedTuple):
    """A glob of a boundary; the larger `rank` wins."""

    rank: tuple[int, int]
    glob: str
    boundary: str


def _placed(paths: Sequence[str], policy: Policy) -> tuple[dict[str, str], list[str]]:
    claims = [
        _Claim(_specificity(glob), glob, name)
        for name, boundary in policy.boundaries.items()
        for glob in boundary.files
    ]
    find = _finder(claims)
    assigned: dict[str, str] = {}
    used: set[_Claim] = set()
    mistakes: list[str] = []
    for path in paths:
        found = find(path)
        if not found:
            continue
        used.update(found)
        best = max(found)
        assigned[path] = best.boundary
        ties = [claim for claim in found if claim.rank == best.rank and claim.boundary != best.boundary]
        mistakes += [f"{plain(path)} is claimed by {_written(claim)} and {_written(best)}" for claim in ties]
    nothing = [f"boundaries.{c.boundary}: `{c.glob}` matches no file" for c in claims if c not in used]
    return assigned, nothing + mistakes


def _written(claim: _Claim) -> str:
    return f"`{claim.glob}` ({claim.boundary})"


def _finder(claims: Sequence[_Claim]) -> Callable[[str], list[_Claim]]:
    """The claims on a path. Whole folders are looked up by name, so that thousands of them cost little."""
    folders: dict[str, list[_Claim]] = {}
    patterns: list[tuple[re.Pattern[str], _Claim]] = []
    for claim in claims:
        plain = claim.glob.rstrip("/").removesuffix("/**")
        if plain and not re.search(r"[*?]", plain):
            folders.setdefault(plain, []).append(claim)
        else:
            patterns.append((_pattern(claim.glob), claim))

    def find(path: str) -> list[_Claim]:
        found = [claim for pattern, claim in patterns if pattern.fullmatch(path)]
        found += (claim for claim in folders.get(path, ()) if not claim.glob.endswith("/**"))
        folder = path.rpartition("/")[0]
        while folder:
            found += folders.get(folder, ())
            folder = folder.rpartition("/")[0]
        return found

    return find


def matches(glob: str, path: str) -> bool:
    """Whether a path matches a glob: `*` within a name, `**` any folders; a folder holds all below it."""
    return _pattern(glob).fullmatch(path) is not None


@lru_cache(maxsize=4096)
def _pattern(glob: str) -> re.Pattern[str]:
    parts = []
    for part in re.split(r"(\*\*/?|\*|\?)", glob.rstrip("/")):
        known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        parts.append(known.get(part, re.escape(part)))
    return re.compile("".join(parts) + "(?:/.*)?")


def _specificity(glob: str) -> tuple[int, int]:
    """A longer fixed beginning is more specific, then a longer glob."""
    return len(re.split(r"[*?]", glob, maxsplit=1)[0]), len(glob)


def unassigned(paths: Iterable[str], assigned: dict[str, str]) -> tuple[str, ...]:
    """The paths that lie in no boundary, sorted."""
    return tuple(sorted(path for path in paths if path not in assigned))
