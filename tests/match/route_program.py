"""The routes of a program whose files are given as texts."""

from analyzer.model.meaning import Meaning
from analyzer.model.source import GoModule, Language, Project, SourceFile
from analyzer.reading import read
from analyzer.shell.resources import texts
from analyzer.stages import Rules, findings, rules_in

RULES = Rules(rules_in(texts("rules", ".toml")).rules)


def routes(files: dict[str, str]) -> list[str]:
    """The entry points of Go files (of one package) and Python modules, as `METHOD path -> handler`."""
    return sorted(f"{p.method} {p.path} -> {p.handler}" for p in meaning(files).entry_points)


def meaning(files: dict[str, str]) -> Meaning:
    """What the rules say of a program."""
    sources = [_source(path) for path in files]
    facts = [read(source, files[source.path].encode("utf-8", "surrogateescape")) for source in sources]
    project = Project(files=tuple(sources), go_modules=(GoModule("", "example.org/app"),), python_roots=("",))
    return findings(project, [f.surface for f in facts], lambda i: facts[i].body, RULES).meaning


def _source(path: str) -> SourceFile:
    if path.endswith(".go"):
        folder = path.rpartition("/")[0]
        return SourceFile(path, Language.GO, f"example.org/app/{folder}".rstrip("/"))
    return SourceFile(path, Language.PYTHON, path.removesuffix(".py").replace("/", "."))
