"""What Python project files say about roots and entry points; setup.py is read as text, never run."""

import ast
import configparser
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from analyzer.model.source import Problem

CONSOLE_GROUPS = ("console_scripts", "gui_scripts")

Table = Mapping[str, object]


class Hints(Struct, frozen=True):
    """`roots` are folders relative to the project file; `entry_points` are (group, name, target)."""

    name: str = ""
    roots: tuple[str, ...] = ()
    entry_points: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_hints(path: str, text: str) -> Hints:
    """The hints of one project file; a file that cannot be parsed gives a problem."""
    reader = PROJECT_FILES[path.rpartition("/")[2]]
    try:
        return reader(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, configparser.Error) as error:
        line = getattr(error, "lineno", None) or 1
        message = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Hints(problems=(Problem(path, line, "broken-project-file", message),))


# --- pyproject.toml ------------------------------------------------------------------------


def _pyproject(text: str) -> Hints:
    content = tomllib.loads(text)
    project, tool = _table(content, "project"), _table(content, "tool")
    poetry = _table(tool, "poetry")
    scripts: list[tuple[str, str, str]] = []
    for table in (project, poetry):
        scripts += _pairs("console_scripts", _table(table, "scripts"))
    scripts += _pairs("gui_scripts", _table(project, "gui-scripts"))
    for groups in (_table(project, "entry-points"), _table(poetry, "plugins")):
        for group in groups:
            scripts += _pairs(group, _table(groups, group))
    name = project.get("name") or poetry.get("name")
    return Hints(str(name or ""), tuple(_pyproject_roots(tool)), tuple(sorted(set(scripts))))


def _pyproject_roots(tool: Table) -> Iterator[str]:
    setuptools = _table(tool, "setuptools")
    yield from _strings(_table(_table(setuptools, "packages"), "find").get("where"))
    yield from _strings(_table(setuptools, "package-dir").get(""))
    for package in _strings(_table(tool, "hatch", "build", "targets", "wheel").get("packages")):
        yield package.rpartition("/")[0]
    yield from _strings(_table(tool, "hatch", "build", "targets", "wheel").get("sources"))
    yield from _strings(_table(tool, "pdm", "build").get("package-dir"))
    yield from _strings(_table(tool, "uv", "build-backend").get("module-root"))
    packages = _table(tool, "poetry").get("packages")
    for entry in packages if isinstance(packages, list) else []:
        if isinstance(entry, dict):
            yield from _strings(entry.get("from"))


def _table(table: Table, *names: str) -> Table:
    for name in names:
        inner = table.get(name)
        table = inner if isinstance(inner, dict) else {}
    return table


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _pairs(group: str, table: Table) -> list[tuple[str, str, str]]:
    return [(group, name, target) for name, target in table.items() if isinstance(target, str)]


# --- setup.cfg -----------------------------------------------------------------------------


def _setup_cfg(text: str) -> Hints:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.read_string(text)
    roots = []
    if parser.has_section("options"):
        package_dir = dict(_assignments([parser.get("options", "package_dir", fallback="")]))
        roots += [package_dir[""]] if package_dir.get("") else []
    roots += parser.get("options.packages.find", "where", fallback="").split()
    scripts = []
    for section in ("options.entry_points", "entry_points"):  # the second is what pbr reads
        for group, lines in parser.items(section) if parser.has_section(section) else []:
            scripts += [(group, name, target) for name, target in _assignments([lines])]
    return Hints(parser.get("metadata", "name", fallback=""), tuple(roots), tuple(sorted(set(scripts))))


def _assignments(texts: Iterable[str]) -> list[tuple[str, str]]:
    """`name = target [extra]` lines as pairs."""
    pairs = []
    for line in "\n".join(texts).splitlines():
        name, equals, target = line.partition("=")
        if equals:
            pairs.append((name.strip(), target.partition("[")[0].strip()))
    return pairs


# --- setup.py ------------------------------------------------------------------------------


def _setup_py(text: str) -> Hints:
    """What the call of `setup` says in literals; anything computed is not known."""
    name, roots, scripts = "", [], []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or _callee(node) not in ("setup", "find_packages"):
            continue
        keywords = {keyword.arg: _literal(keyword.value) for keyword in node.keywords}
        package_dir, points = keywords.get("package_dir"), keywords.get("entry_points")
        if _callee(node) == "find_packages":
            first = _literal(node.args[0]) if node.args else keywords.get("where")
            roots += [folder for folder in _strings(first) if folder.strip("./")]
            continue
        name = str(keywords.get("name") or name)
        roots += _strings(package_dir.get("")) if isinstance(package_dir, dict) else []
        for group, lines in points.items() if isinstance(points, dict) else []:
            scripts += [(str(group), *pair) for pair in _assignments(_strings(lines))]
    return Hints(name, tuple(roots), tuple(sorted(set(scripts))))


def _callee(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literal(node: ast.expr) -> object:
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError):
        return None
    return value


PROJECT_FILES: dict[str, Callable[[str], Hints]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
}
