"""Names as shown: Go import paths without the prefix that all of them share."""

from collections.abc import Iterable


def shared_prefix(names: Iterable[str]) -> str:
    """The folders all import paths begin with, with the last slash; "" for fewer than two paths."""
    paths = sorted({name for name in names if "/" in name})
    if len(paths) < 2:
        return ""
    first, last = paths[0].split("/"), paths[-1].split("/")
    size = 0
    while size < min(len(first), len(last)) and first[size] == last[size]:
        size += 1
    return "/".join(first[:size]) + "/" if size else ""


def shown(name: str, prefix: str) -> str:
    """The name without the prefix; what is the prefix itself keeps its last part."""
    if prefix and name.startswith(prefix):
        return name[len(prefix) :]
    return name.rpartition("/")[2] if prefix and name == prefix[:-1] else name
