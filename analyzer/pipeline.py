"""The story: find the files of a repository, read each, analyse the facts of all, render.

The stages are imported where they are needed: a run that finds its result in the cache needs
none of them, and loading them would take longer than all the rest of it.
"""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from analyzer.errors import ConfigError
from analyzer.model.boundary import Choices
from analyzer.model.policy import Policy
from analyzer.shell import collector
from analyzer.shell.cache import Cache
from analyzer.shell.discover import Discovered, discover
from analyzer.shell.discover import Options as ScanOptions
from analyzer.shell.reader import Facts, Progress, Read, Task, load, read_files
from analyzer.shell.resources import code_digest, digest, read_folder, texts

if TYPE_CHECKING:
    from analyzer.model.analysis import Analysis
    from analyzer.plan.split import Split
    from analyzer.render.options import RenderOptions
    from analyzer.stages import Findings, Rules


class RunOptions(Struct, frozen=True):
    """How to run: none of it changes the result. `cache` is a folder, None for no cache."""

    jobs: int = 1
    cache: Path | None = None


class Options(Struct, frozen=True):
    """Everything that can be chosen for a scan; `name` replaces what the repository calls itself,
    `choices` are wishes for the boundaries proposed, `policy` has boundaries that go before them, `rules` are
    folders of rules beside the shipped ones."""

    scan: ScanOptions = ScanOptions()
    run: RunOptions = RunOptions()
    choices: Choices = Choices()
    name: str = ""
    rules: tuple[Path, ...] = ()
    policy: Policy = Policy()


def rule_texts(options: Options) -> dict[str, str]:
    """The rules in force: a file of the user takes the place of a shipped one of the same path."""
    found = texts("rules", ".toml")
    for folder in options.rules:
        if not folder.is_dir():
            raise ConfigError(f"[rules] paths: {folder} is no folder", "docs/rules.md")
        found |= read_folder(folder, ".toml")
    return found


def rules_of(options: Options) -> "Rules":
    """The rules that come with monoscan, and those of the user."""
    from analyzer.stages import rules_in

    return rules_in(rule_texts(options))


def facts_of(found: Discovered, options: Options, progress: Progress, *, imports_only: bool = False) -> Facts:
    """The facts of all files of a repository, linked to nothing yet."""
    tasks = list(load(found, _version(imports_only)))
    with Cache.open(options.run.cache) as cache:
        return _facts(tasks, cache, options, progress, imports_only=imports_only)


def find(
    root: Path,
    options: Options,
    progress: Progress,
    *,
    imports_only: bool = False,
    by_rules: bool = False,
) -> "Findings":
    """The linked program of a repository; with `imports_only` nothing but its imports is read."""
    from analyzer.stages import findings

    found = discover(root, options.scan)
    facts = facts_of(found, options, progress, imports_only=imports_only)
    rules = rules_of(options) if by_rules else None
    with collector.held():
        return findings(found.project, facts.surfaces, facts.body, rules)


def cut(root: Path, options: Options, progress: Progress) -> "Split":
    """The program of a repository cut along its boundaries."""
    from analyzer.stages import cut

    found = discover(root, options.scan)
    facts = facts_of(found, options, progress)
    with collector.held():
        return cut(
            found.project, facts.surfaces, facts.body, rules_of(options), options.choices, options.policy
        )


def scan(root: Path, options: Options, progress: Progress) -> "Analysis":
    """The analysis of a repository."""
    found = discover(root, options.scan)
    tasks = list(load(found, _version()))
    with Cache.open(options.run.cache) as cache:
        return _scan(found, tasks, cache, options, progress)


def reports(
    root: Path, options: Options, look: "RenderOptions", formats: Sequence[str], progress: Progress
) -> dict[str, bytes]:
    """The analysis of a repository in each of the formats, as UTF-8. With a cache, a repository that has not
    changed since costs only the reading of its bytes."""
    found = discover(root, options.scan)
    tasks = list(load(found, _version()))
    with Cache.open(options.run.cache) as cache:
        base = _key(found, tasks, options, look)
        keys = {name: base + name.encode() for name in formats}
        stored = {name: cache.result(key) for name, key in keys.items()}
        made = {name: text for name, text in stored.items() if text is not None}
        if len(made) < len(formats):
            from analyzer.render.formats import FORMATS

            analysis = _scan(found, tasks, cache, options, progress)
            for name in formats:
                made[name] = FORMATS[name](analysis, look).encode(errors="replace")
                if all(task.key for task in tasks):
                    cache.keep_result(keys[name], made[name])
        return made


def _scan(
    found: Discovered, tasks: list[Task], cache: Cache, options: Options, progress: Progress
) -> "Analysis":
    from analyzer.stages import analyse

    facts = _facts(tasks, cache, options, progress)
    with collector.held():
        return analyse(
            found.project,
            facts.surfaces,
            facts.body,
            rules_of(options),
            choices=options.choices,
            name=options.name,
            policy=options.policy,
        )


def _facts(
    tasks: list[Task], cache: Cache, options: Options, progress: Progress, *, imports_only: bool = False
) -> Facts:
    from analyzer.reading import read, read_imports

    reader: Read = read_imports if imports_only else read
    facts = read_files(tasks, cache, reader, jobs=options.run.jobs, progress=progress)
    cache.prune([task.key for task in tasks])
    return facts


def _version(imports_only: bool = False) -> bytes:
    """What the facts of a file depend on beside the file: the code that reads it, and how much it reads."""
    return code_digest("extract", "model", "reading.py", "shell/labels.py") + bytes([imports_only])


def _key(found: Discovered, tasks: Sequence[Task], options: Options, look: "RenderOptions") -> bytes:
    """What a report depends on: all facts and places, all rules, all code, all options."""
    rules, templates = rule_texts(options), dict(look.templates)
    shown = msgspec.msgpack.encode(
        (
            options.name,
            _sorted(options.choices),
            options.policy,
            look.source_url,
            look.revision,
            look.title,
            look.former,
        )
    )
    key = blake2b(digest_size=20)
    for part in (msgspec.msgpack.encode(found.project), digest(rules, templates), code_digest(""), shown):
        key.update(len(part).to_bytes(8, "big") + part)
    for task in tasks:
        key.update(task.key)
    return key.digest()


def _sorted(choices: Choices) -> object:
    """Choices without sets, whose order is not fixed."""
    return replace(choices, off=frozenset()), sorted(choices.off)
