"""What the gate finds in code; from the cache where nothing that it depends on has changed."""

import sys
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct

from analyzer.gate.checks import needs_full_facts
from analyzer.gate.suppressions import MARKER, read_suppressions
from analyzer.model.finding import Finding, Suppression
from analyzer.model.graph import FileNode
from analyzer.model.policy import Policy
from analyzer.model.source import Problem
from analyzer.pipeline import Options, rule_texts
from analyzer.shell.base import bytes_of
from analyzer.shell.cache import Cache
from analyzer.shell.contents import are_unchanged, with_contents
from analyzer.shell.discover import SUFFIXES, look
from analyzer.shell.reader import Progress
from analyzer.shell.resources import code_digest, digest
from analyzer.shell.walk import Found, Walked


class Examined(Struct, frozen=True):
    """All that a verdict needs of the code, and no more: it is kept in the cache."""

    findings: tuple[Finding, ...]
    suppressions: tuple[Suppression, ...]
    problems: tuple[Problem, ...]
    files: tuple[FileNode, ...]
    imports: int


class Code(Struct, frozen=True):
    """What was found in the code below a folder, and where its files lie."""

    examined: Examined
    root: Path
    walked: Walked

    @property
    def sources(self) -> Iterator[Found]:
        """Where each source file lies."""
        return (found for found in self.walked.files if found.suffix in SUFFIXES)

    @property
    def paths(self) -> list[str]:
        """The paths of all source files, in order."""
        return [node.path for node in self.examined.files]


def examine(root: Path, policy: Policy, options: Options, progress: Progress) -> Code:
    """What the policy's checks find below `root`."""
    root, walked = look(root, options.scan)
    with Cache.open(options.run.cache) as cache:
        walked = with_contents(root, walked, cache, MARKER)
    return examine_files(root, walked, policy, options, progress, {})


def examine_files(
    root: Path,
    walked: Walked,
    policy: Policy,
    options: Options,
    progress: Progress,
    renamed: Mapping[str, str],
) -> Code:
    """What the policy's checks find in files whose contents are named; `renamed` names the boundaries of
    files whose paths do not tell. The result is kept by the content of all files, and only if none changed
    meanwhile."""
    moved = dict(sorted(renamed.items()))
    folder = options.run.cache
    key = _key(walked, policy, options, moved) if folder else b""
    with Cache.open(folder) as cache:
        known = _decoded(cache.result(key)) if key else None
    if known is None:
        from analyzer.looking import find_anew  # linking and reading: a run that knows needs neither

        graph, problems, findings = find_anew(root, walked, policy, options, progress, moved)
        allowed = tuple(_suppressions(root, walked))
        known = Examined(findings, allowed, problems, graph.files, len(graph.imports))
        if key and are_unchanged(root, walked):
            with Cache.open(folder) as cache:
                cache.keep_result(key, msgspec.msgpack.encode(known))
    return Code(known, root, walked)


def _key(walked: Walked, policy: Policy, options: Options, renamed: Mapping[str, str]) -> bytes:
    """What findings depend on: all of monoscan, policy, rules, every path and byte. Empty: do not keep."""
    if not all(found.content for found in walked.files):
        return b""
    total = blake2b(digest_size=20)
    asked = msgspec.msgpack.encode((tuple(sys.version_info[:2]), policy, renamed, walked.problems))
    rules = digest(rule_texts(options)) if needs_full_facts(policy) else b""
    for part in (code_digest(""), asked, rules):
        total.update(len(part).to_bytes(8, "big") + part)
    total.update(b"".join(found.content + found.path.encode() + b"\0" for found in walked.files))
    return total.digest()


def _decoded(stored: bytes | None) -> Examined | None:
    try:
        return msgspec.msgpack.decode(stored, type=Examined) if stored else None
    except msgspec.DecodeError:
        return None


def _suppressions(root: Path, walked: Walked) -> Iterator[Suppression]:
    for found in walked.files:
        if found.marked and found.suffix in SUFFIXES:
            yield from read_suppressions(found.path, bytes_of(root / found.place))
