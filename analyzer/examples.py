"""Rules against their examples: lines that must match, and all other lines that must not."""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, splitext

from analyzer.match.lookup import Lookup
from analyzer.match.rule import Rule
from analyzer.model.meaning import EntryPoint, Meaning, TableUse
from analyzer.model.source import GoModule, Language, Project, SourceFile
from analyzer.reading import read
from analyzer.stages import Findings, Rules, findings

SUFFIXES = {".go": Language.GO, ".py": Language.PYTHON}
EXPECTATION = re.compile(r"(?://|#)\s*expect:\s*(.+?)\s*$")
MODULE = "example.org/app"


def check_examples(rules: Rules, examples: Mapping[str, str]) -> list[str]:
    """What is wrong, one sentence each: facts not expected, expectations not met, rules never hit.

    `examples` are texts by path; `go/chi.go` is the example of the rules in `go/chi.toml`.
    """
    by_file: dict[str, list[Rule]] = {}
    for rule in rules.rules:
        by_file.setdefault(rule.file, []).append(rule)
    by_stem = {splitext(path)[0]: path for path in sorted(examples) if splitext(path)[1] in SUFFIXES}
    wrong: list[str] = []
    for file, members in sorted(by_file.items()):
        path = by_stem.get(file.removesuffix(".toml"))
        if path is None:
            wrong.append(f"{file}: no example; write {file.removesuffix('.toml')}.go or .py")
        else:
            wrong.extend(_check(path, examples[path], members, rules))
    return wrong


def _check(path: str, text: str, members: list[Rule], rules: Rules) -> Iterator[str]:
    found = _findings(path, text, rules)
    facts: dict[int, set[str]] = {}
    for line, fact in _facts(found.meaning):
        facts.setdefault(line, set()).add(fact)
    expected = _expectations(text)
    for line in sorted(facts.keys() | expected.keys()):
        for fact in sorted(facts.get(line, set()) - expected.get(line, set())):
            yield f"{path}:{line}: found, but not expected: {fact}"
        for fact in sorted(expected.get(line, set()) - facts.get(line, set())):
            yield f"{path}:{line}: expected, but not found: {fact}"
    hit = {match.rule.id for match in Lookup(found.program, rules.rules).matches}
    for rule in members:
        if rule.id not in hit:
            yield f"{path}: rule {rule.id} is not hit by any line"


def _findings(path: str, text: str, rules: Rules) -> Findings:
    name = basename(path)
    stem, suffix = splitext(name)
    language = SUFFIXES[suffix]
    if language is Language.GO:
        source = SourceFile(name, language, MODULE)
    else:  # no import may find the example itself: `flask.py` is not the package flask
        source = SourceFile("example.py", language, "example" if stem.isidentifier() else stem)
    facts = read(source, text.encode())
    modules = (GoModule("", MODULE),) if language is Language.GO else ()
    project = Project(files=(source,), go_modules=modules, python_roots=("",))
    return findings(project, [facts.surface], lambda _: facts.body, Rules(rules.rules))


def _facts(meaning: Meaning) -> Iterator[tuple[int, str]]:
    for point in meaning.entry_points:
        if point.rule != "main":
            yield point.line, shown_point(point)
    for use in meaning.table_uses:
        yield use.line, shown_use(use)


def shown_point(point: EntryPoint) -> str:
    """An entry point as an expectation says it: `http GET /users/{id} -> listUsers`."""
    return " ".join(f"{point.kind} {point.method} {point.path} -> {point.handler or '?'}".split())


def shown_use(use: TableUse) -> str:
    """A use of a table as an expectation says it: `table read users`."""
    return f"table {use.op} {use.table}"


def _expectations(text: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = EXPECTATION.search(line)
        if match is not None:
            found[number] = {" ".join(part.split()) for part in match[1].split(";")}
    return found
