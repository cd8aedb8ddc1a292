"""Which paths a repository's ignore files leave out."""

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.base import GitIgnorePatternError

IGNORE_FILE = ".gitignore"


class IgnoreFile(Struct, frozen=True):
    """The patterns of one ignore file; `prefix` is its folder relative to the walk, with a final slash.

    `hint` matches whenever one of the patterns does, and is far cheaper to ask.
    """

    prefix: str
    spec: GitIgnoreSpec
    hint: re.Pattern[str]

    def verdict(self, path: str) -> bool | None:
        """True: ignored, False: brought back by `!`, None: not mentioned."""
        inner = path[len(self.prefix) :]
        if not self.hint.match(inner):
            return None
        return self.spec.check_file(inner).include


IgnoreChain = tuple[IgnoreFile, ...]
"""Ignore files that apply to a folder, the nearest last."""


def is_ignored(chain: IgnoreChain, path: str) -> bool:
    """Whether the nearest ignore file that mentions `path` leaves it out; a folder ends with a slash."""
    for rules in reversed(chain):
        verdict = rules.verdict(path)
        if verdict is not None:
            return verdict
    return False


def parse_ignore(text: str, prefix: str) -> IgnoreFile | None:
    """The patterns of one ignore file; None if it holds none. Lines git would not understand are left out."""
    spec = GitIgnoreSpec.from_lines(_valid(text.splitlines()))
    expressions = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex is not None]
    if not expressions:
        return None
    joined = "|".join(f"(?:{_unnamed(str(expression))})" for expression in expressions)
    return IgnoreFile(prefix, spec, re.compile(joined))


def read_ignore(file: Path, prefix: str) -> IgnoreFile | None:
    """The same for a file; one that cannot be read ignores nothing."""
    try:
        return parse_ignore(file.read_text("utf-8", "replace"), prefix)
    except OSError:
        return None


def _valid(lines: Iterable[str]) -> list[str]:
    kept = []
    for line in lines:
        try:
            GitIgnoreSpec.from_lines([line])
        except (GitIgnorePatternError, ValueError):
            continue
        kept.append(line)
    return kept


def _unnamed(expression: str) -> str:
    """The same expression without group names, which may not occur twice in one pattern."""
    return re.sub(r"\(\?P<\w+>", "(?:", expression)
