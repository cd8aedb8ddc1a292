"""What a user writes for a unit: a file, a package, a module or a glob, as numbers of files."""

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache

from analyzer.errors import ConfigError
from analyzer.model.graph import FileNode


class Units:
    """The files by every name they go by."""

    def __init__(self, files: Sequence[FileNode]) -> None:
        self.files = files
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, node in enumerate(files):
            found[node.path].append(number)
            if node.module:
                found[node.module].append(number)
            if node.language == "go":
                found[node.path.rpartition("/")[0] or "."].append(number)
        self._by_name = dict(found)

    def select(self, text: str, what: str) -> tuple[int, ...]:
        """The files that `text` names. Raises ConfigError with the nearest name if there is none."""
        wanted = text.removeprefix("./").rstrip("/") or "."
        if wanted in self._by_name:
            return tuple(sorted(set(self._by_name[wanted])))
        if "*" in wanted:
            pattern = _pattern(wanted)
            matched = tuple(number for number, node in enumerate(self.files) if pattern.fullmatch(node.path))
            if matched:
                return matched
        else:
            below = tuple(n for n, node in enumerate(self.files) if node.path.startswith(wanted + "/"))
            if below:
                return below
        near = get_close_matches(wanted, self._by_name, 1)
        hint = f"did you mean `{near[0]}`?" if near else "give a file, a package folder, or a dotted module"
        raise ConfigError(f"{what}: no unit is called `{text}`", hint)


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    """`**` is any number of folders, `*` anything within one."""
    parts = re.split(r"(\*\*/?|\*|\?)", glob)
    meaning = {"**/": r"(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts))
