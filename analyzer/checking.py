"""The gate's story: read the code of today and of the base, find, judge."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from analyzer import __version__
from analyzer.errors import BaselineError, ConfigError
from analyzer.examining import Code, Examined, examine, examine_files
from analyzer.gate.assignment import assign, check_fit
from analyzer.gate.baseline import accept, read_baseline
from analyzer.gate.checks import CHECKS, wanted_checks
from analyzer.gate.judge import judge
from analyzer.gate.suppressions import MARKER
from analyzer.model.finding import BaselineEntry, CheckInfo, CheckResult, Finding, State
from analyzer.model.graph import FileNode
from analyzer.model.plain import plain
from analyzer.model.policy import Policy
from analyzer.model.source import Language, Problem
from analyzer.pipeline import Options
from analyzer.shell import collector, git
from analyzer.shell.base import former_files, former_paths
from analyzer.shell.reader import Progress

BASELINE_NAME = "monoscan-baseline.jsonl"
SEEN_ALL_THE_SAME = frozenset({"duplicate-module", "no-go-mod", "encoding"})
"""Problems that lose no fact."""


class CheckOptions(Struct, frozen=True):
    """What new is measured against, and how strict the gate is."""

    base: str = ""
    baseline: Path | None = None
    stale_fails: bool = True
    allow_incomplete: bool = False


@collector.held()
def check(root: Path, policy: Policy, options: Options, how: CheckOptions, progress: Progress) -> CheckResult:
    """The verdict on the code below `root`. Raises MonoscanError if it cannot be given."""
    _need_boundaries(policy)
    entries = () if how.base else baseline_of(root, how.baseline)
    code = examine(root, policy, options, progress)
    check_fit(code.examined.files, policy)
    former: dict[str, str] = {}
    if how.base:
        former, base = _former_code(code, git.merge_base(root, how.base), policy, options, progress)
        entries = accept(base.findings)
    elif _may_have_moved(code.examined.findings, entries) and (
        accepted := git.last_change(root, _baseline_path(root, how.baseline).name)
    ):
        former = former_paths(root, accepted, git.tree(root, accepted), code.sources)
    verdict = judge(
        code.examined.findings,
        entries,
        renames=_former_names(code, former),
        suppressions=code.examined.suppressions,
        incomplete=[f"{item.path}:{item.line}: {item.message}" for item in lost(code.examined.problems)],
        stale_fails=how.stale_fails,
        allow_incomplete=how.allow_incomplete,
    )
    if how.base:
        verdict = replace(verdict, stale=())
    return CheckResult(
        verdict, check_infos(), _complete(code, policy), __version__, how.base or BASELINE_NAME
    )


def _former_code(
    code: Code, commit: str, policy: Policy, options: Options, progress: Progress
) -> tuple[dict[str, str], Examined]:
    """Path of today -> path in the commit, and what was found in the code of the commit."""
    import tempfile  # a run without a base does without

    root, before = code.root, git.tree(code.root, commit)
    former = former_paths(root, commit, before, code.sources)
    cache = options.run.cache
    with tempfile.TemporaryDirectory(
        prefix="base-", dir=cache if cache and cache.is_dir() else None
    ) as folder:
        place = Path(folder).resolve()
        walked = former_files(root, before, code.walked, options.scan, place, MARKER)
        renamed = _renamed(code, policy, former)
        return former, examine_files(root, walked, policy, options, progress, renamed).examined


@collector.held()
def accepted_entries(
    root: Path,
    policy: Policy,
    options: Options,
    reason: str,
    progress: Progress,
    allow_incomplete: bool = False,
) -> tuple[BaselineEntry, ...]:
    """Baseline entries for what the gate finds. Unless allowed, an incomplete run raises BaselineError."""
    _need_boundaries(policy)
    code = examine(root, policy, options, progress)
    check_fit(code.examined.files, policy)
    missed = () if allow_incomplete else lost(code.examined.problems)
    if missed:
        first = plain(f"{missed[0].path}:{missed[0].line}: {missed[0].message}")
        raise BaselineError(
            f"monoscan could not see everything (problems: {len(missed)}), the first: {first}",
            "a baseline written now would miss their findings: mend or exclude the files, or take the risk"
            " with --allow-incomplete, here and with `check`",
        )
    verdict = judge(code.examined.findings, suppressions=code.examined.suppressions)
    return accept((item.finding for item in verdict.findings if item.state is State.NEW), reason)


def _need_boundaries(policy: Policy) -> None:
    if not policy.boundaries:
        hint = "propose them with `monoscan init PATH`, see docs/gate.md"
        raise ConfigError("no boundaries are configured", hint)


def lost(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that may have cost facts."""
    return tuple(problem for problem in problems if problem.kind not in SEEN_ALL_THE_SAME)


def baseline_of(root: Path, given: Path | None) -> tuple[BaselineEntry, ...]:
    """The entries of the baseline file. Raises BaselineError if there is none or it is damaged."""
    file = _baseline_path(root, given)
    try:
        return read_baseline(file.read_bytes().decode("utf-8-sig"), file.name)
    except OSError as error:
        raise BaselineError(
            f"there is no baseline at {file}",
            "accept what is there with `monoscan baseline create PATH`, or compare with --base REV",
        ) from error
    except UnicodeDecodeError as error:
        raise BaselineError(f"{file} is no text", "restore it from git") from error


def _baseline_path(root: Path, given: Path | None) -> Path:
    return given or root / BASELINE_NAME


def check_infos() -> tuple[CheckInfo, ...]:
    """Every check as reports describe it."""
    return tuple(CheckInfo(code, item.name, item.title, item.remedy) for code, item in CHECKS.items())


def _complete(code: Code, policy: Policy) -> dict[str, int]:
    found = code.examined
    return {
        "files": len(found.files),
        "lines": sum(node.lines for node in found.files),
        "imports": found.imports,
        "boundaries": len(policy.boundaries),
        "checks": len(wanted_checks(policy)),
        "problems": len(found.problems),
    }


def _renamed(code: Code, policy: Policy, former: Mapping[str, str]) -> dict[str, str]:
    """The boundaries of the base's files that were renamed since: each is placed as it is today."""
    today = assign(code.paths, policy) if former else {}
    return {old: today[new] for new, old in former.items() if new in today}


def _may_have_moved(findings: Sequence[Finding], entries: Sequence[BaselineEntry]) -> bool:
    """Whether a finding is not in the baseline while an entry has no finding: only then git is asked."""
    found, known = {item.identity for item in findings}, {entry.identity for entry in entries}
    return bool(found - known and known - found)


def _former_names(code: Code, former: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Names of today -> former names, for paths and for the modules that their files moved from."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for node in code.examined.files:
        old = former.get(node.path)
        if old:
            names[node.path].add(old)
            names[node.module or node.path].add(former_module(node, old))
    return {name: frozenset(found) for name, found in names.items()}


def former_module(node: FileNode, old: str) -> str:
    """What the module of a renamed file was called when the file lay at `old`."""
    sign = "/" if node.language == Language.GO else "."
    now, then = _module_path(node.path, node.language), _module_path(old, node.language)
    parts = node.module.split(sign)
    same = 0
    while same < min(len(parts), len(now)) and parts[-1 - same] == now[-1 - same]:
        same += 1
    root = now[: len(now) - same]
    rest = then[len(root) :] if then[: len(root)] == root else then
    return sign.join(parts[: len(parts) - same] + rest)


def _module_path(path: str, language: str) -> list[str]:
    """The parts of a path that name a module: the folders of a Go file, those and the stem in Python."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    return folders if language == Language.GO or stem == "__init__" else [*folders, stem]
