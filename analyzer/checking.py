"""The gate's story: read the code of today and of the base, find, judge."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from analyzer import __version__
from analyzer.errors import BaselineError, ConfigError
from analyzer.gate.assignment import assign, check_fit
from analyzer.gate.baseline import accept, read_baseline
from analyzer.gate.checks import CHECKS, find, needs_full_facts, wanted_checks
from analyzer.gate.judge import judge
from analyzer.gate.suppressions import read_suppressions
from analyzer.gate.view import View
from analyzer.link import import_graph, link
from analyzer.model.finding import BaselineEntry, CheckInfo, CheckResult, Finding, State, Suppression
from analyzer.model.graph import CodeGraph, FileNode
from analyzer.model.meaning import Meaning
from analyzer.model.policy import Policy
from analyzer.model.source import Language, Problem, Project
from analyzer.pipeline import Options, facts_of, rules_of
from analyzer.reading import all_problems
from analyzer.shell import collector, git
from analyzer.shell.base import bytes_of, former_paths, lay_out
from analyzer.shell.reader import Facts, Progress

BASELINE_NAME = "monoscan-baseline.jsonl"
SEEN_ALL_THE_SAME = frozenset({"duplicate-module", "no-go-mod", "encoding"})
"""Problems that lose no fact."""


class CheckOptions(Struct, frozen=True):
    """What new is measured against, and how strict the gate is."""

    base: str = ""
    baseline: Path | None = None
    stale_fails: bool = True
    allow_incomplete: bool = False


class Code(Struct, frozen=True):
    """A graph, what the code does, and the trouble met on the way; `places` say where its files lie."""

    graph: CodeGraph
    meaning: Meaning
    problems: tuple[Problem, ...]
    places: Mapping[str, Path]


def check(root: Path, policy: Policy, options: Options, how: CheckOptions, progress: Progress) -> CheckResult:
    """The verdict on the code below `root`. Raises MonoscanError if it cannot be given."""
    _need_boundaries(policy)
    entries = () if how.base else baseline_of(root, how.baseline)
    code = examine(root, policy, options, progress)
    check_fit([node.path for node in code.graph.files], policy)
    former: dict[str, str] = {}
    if how.base:
        with tempfile.TemporaryDirectory(prefix="base-", dir=options.run.cache) as folder:
            commit = git.merge_base(root, how.base)
            former = former_paths(root, commit, code.places)
            lay_out(root, commit, code.places, Path(folder))
            base = examine(Path(folder), policy, options, progress)
        entries = accept(find(_view(base, policy, _boundaries_then(base, code, policy, former))))
    elif accepted := git.last_change(root, _baseline_path(root, how.baseline).name):
        former = former_paths(root, accepted, code.places)
    verdict = judge(
        findings_of(code, policy),
        entries,
        renames=_former_names(code, former),
        suppressions=_suppressions(code),
        incomplete=[f"{item.path}:{item.line}: {item.message}" for item in lost(code.problems)],
        stale_fails=how.stale_fails,
        allow_incomplete=how.allow_incomplete,
    )
    if how.base:
        verdict = replace(verdict, stale=())
    return CheckResult(
        verdict, check_infos(), _complete(code, policy), __version__, how.base or BASELINE_NAME
    )


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
    check_fit([node.path for node in code.graph.files], policy)
    missed = () if allow_incomplete else lost(code.problems)
    if missed:
        first = f"{missed[0].path}:{missed[0].line}: {missed[0].message}"
        raise BaselineError(
            f"monoscan could not see everything (problems: {len(missed)}), the first: {first}",
            "a baseline written now would miss their findings: mend or exclude the files, or take the risk"
            " with --allow-incomplete, here and with `check`",
        )
    verdict = judge(findings_of(code, policy), suppressions=_suppressions(code))
    return accept((item.finding for item in verdict.findings if item.state is State.NEW), reason)


def _need_boundaries(policy: Policy) -> None:
    if not policy.boundaries:
        hint = "propose them with `monoscan init PATH`, see docs/gate.md"
        raise ConfigError("no boundaries are configured", hint)


def examine(root: Path, policy: Policy, options: Options, progress: Progress) -> Code:
    """The code below `root`, read as deep as the policy's checks need."""
    full = needs_full_facts(policy)
    found, facts = facts_of(root, options, progress, imports_only=not full)
    with collector.held():
        graph, meaning, more = (
            _understood(found.project, facts, options)
            if full
            else (import_graph(found.project, facts.surfaces), Meaning(), ())
        )
    places = {
        source.path: Path(found.root, place)
        for source, place in zip(found.project.files, found.places, strict=True)
    }
    return Code(graph, meaning, all_problems(found.project, facts.surfaces, more), places)


def _understood(
    project: Project, facts: Facts, options: Options
) -> tuple[CodeGraph, Meaning, tuple[Problem, ...]]:
    """What all facts together mean. What that needs is loaded here: checks of imports do without."""
    from analyzer.measure.graph import measure
    from analyzer.stages import understand

    program = link(project, facts.surfaces, facts.body)
    return program.graph, *understand(program, rules_of(options), measure(program.graph))


def findings_of(code: Code, policy: Policy) -> tuple[Finding, ...]:
    """What the code does that the policy forbids."""
    paths = [node.path for node in code.graph.files]
    return find(_view(code, policy, assign(paths, policy)))


def _view(code: Code, policy: Policy, boundary_of: Mapping[str, str]) -> View:
    return View(code.graph, code.meaning, policy, boundary_of)


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
    graph = code.graph
    return {
        "files": len(graph.files),
        "lines": sum(node.lines for node in graph.files),
        "imports": len(graph.imports),
        "boundaries": len(policy.boundaries),
        "checks": len(wanted_checks(policy)),
        "problems": len(code.problems),
    }


def _suppressions(code: Code) -> Iterator[Suppression]:
    for path, place in code.places.items():
        yield from read_suppressions(path, bytes_of(place))


def _boundaries_then(base: Code, code: Code, policy: Policy, former: Mapping[str, str]) -> dict[str, str]:
    """The boundaries of the base's files; a file that was renamed since is placed as it is today."""
    paths = [node.path for node in base.graph.files]
    today = assign([node.path for node in code.graph.files], policy)
    renamed = {old: today[new] for new, old in former.items() if new in today}
    return {**assign(paths, policy), **{path: name for path, name in renamed.items() if path in base.places}}


def _former_names(code: Code, former: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Names of today -> former names, for paths and for the modules that their files moved from."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for node in code.graph.files:
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
