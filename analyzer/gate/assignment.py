"""Files to boundaries, by the globs of the policy."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from analyzer.errors import ConfigError
from analyzer.model.policy import Policy


def assign(paths: Sequence[str], policy: Policy) -> dict[str, str]:
    """The boundary of each path that has one; the most specific glob wins."""
    assigned, _ = _placed(paths, policy)
    return assigned


def check_fit(paths: Sequence[str], policy: Policy) -> None:
    """Raises ConfigError with every glob that matches nothing, every empty boundary and every tie."""
    assigned, mistakes = _placed(paths, policy)
    for name in sorted(set(policy.boundaries) - set(assigned.values())):
        mistakes.append(f"boundaries.{name} holds no file")
    if mistakes:
        raise ConfigError(
            "monoscan.toml does not fit the code:\n  " + "\n  ".join(dict.fromkeys(mistakes)),
            "globs start at the repository's root: `internal/billing/**` is the folder and all below it",
        )


def _placed(paths: Sequence[str], policy: Policy) -> tuple[dict[str, str], list[str]]:
    best: dict[str, tuple[tuple[int, int], str, str]] = {}
    mistakes: list[str] = []
    for name, boundary in policy.boundaries.items():
        for glob in boundary.files:
            matched = [path for path in paths if matches(glob, path)]
            if not matched:
                mistakes.append(f"boundaries.{name}: `{glob}` matches no file")
            rank = (_specificity(glob), glob, name)
            for path in matched:
                held = best.get(path)
                if held and held[0] == rank[0] and held[2] != name:
                    mistakes.append(f"{path} is claimed by `{held[1]}` ({held[2]}) and `{glob}` ({name})")
                if held is None or rank[0] > held[0]:
                    best[path] = rank
    return {path: rank[2] for path, rank in best.items()}, mistakes


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
