"""A program out of a few lines of source, and what it does to tables."""

from pathlib import Path
from posixpath import splitext

from analyzer.extract import FRONTENDS
from analyzer.extract.sql.read import read_sql
from analyzer.link import link
from analyzer.match.read_rules import read_rules
from analyzer.match.rule import Rule
from analyzer.match.tables import Tables, tables
from analyzer.model.source import GoModule, Project, SourceFile
from analyzer.shell.labels import is_test

RULES = Path(__file__).parents[2] / "rules"


def rules(*names: str) -> tuple[Rule, ...]:
    """Shipped rules by name, such as `go/gorm`."""
    return read_rules(
        (f"{name}.toml", (RULES / f"{name}.toml").read_text(encoding="utf-8")) for name in names
    )


def tables_of(files: dict[str, str], *names: str) -> Tables:
    """The table facts of files, with the rules of these names."""
    sources = [_source(path) for path in sorted(files)]
    facts = [FRONTENDS[splitext(s.path)[1]].extract(s, files[s.path].encode()) for s in sources]
    project = Project(files=tuple(sources), go_modules=(GoModule("", "example.org/app"),), python_roots=("",))
    program = link(project, [each.surface for each in facts], lambda i: facts[i].body)
    return tables(program, rules(*names), read_sql)


def _source(path: str) -> SourceFile:
    stem, suffix = splitext(path)
    folder = path.rpartition("/")[0]
    module = {
        ".go": f"example.org/app/{folder}".rstrip("/"),
        ".py": stem.replace("/", ".").removesuffix(".__init__"),
    }
    language = FRONTENDS[suffix].language
    return SourceFile(path, language, module.get(suffix, ""), is_test(path, language))


def shown(found: Tables) -> list[str]:
    """Uses as `file:line op table`, without models."""
    return [f"{use.file}:{use.line} {use.op} {use.table}" for use in found.uses if use.op != "declare"]
