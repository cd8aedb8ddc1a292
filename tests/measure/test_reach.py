"""What entry points reach, on two small files read by the real front-end."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.extract import FRONTENDS
from analyzer.link import link
from analyzer.measure.reach import reach, runs_of
from analyzer.model.meaning import EntryPoint, EntryPointKind, ExternalUse, Meaning, TableOp, TableUse
from analyzer.model.measures import Reach
from analyzer.model.source import Language, Project, SourceFile

API = """from store import load, save
def show(): return load()
def change():
    helper()
def helper():
    save()
    change()
def idle(): pass
"""
STORE = """import openai
def load(): return 1
def save():
    def inner(): return openai.ask()
    return inner
"""
FRONTEND = next(one for one in FRONTENDS.values() if one.language == Language.PYTHON)


def program():
    texts = {"api.py": API, "store.py": STORE}
    files = tuple(SourceFile(path, Language.PYTHON, path[:-3]) for path in sorted(texts))
    facts = [FRONTEND.extract(file, texts[file.path].encode()) for file in files]
    project = Project(files, python_roots=("",))
    return link(project, [one.surface for one in facts], lambda number: facts[number].body)


def entry(line):
    return EntryPoint(EntryPointKind.HTTP, "GET", "/", "h", "api.py", 1, "rule", "api.py", line)


def test_tables_and_files_are_reached_through_calls_and_recursion():
    uses = (
        TableUse("store.py", 2, "load", "users", TableOp.READ),
        TableUse("store.py", 4, "save", "jobs", TableOp.WRITE),
    )
    meaning = Meaning(entry_points=(entry(2), entry(3), entry(8)), table_uses=uses)
    assert reach(program(), meaning) == (
        Reach(("users",), (), (), (0, 1)),
        Reach((), ("jobs",), (), (0, 1)),
        Reach((), (), (), (0, 0)),
    )


def test_systems_outside_are_reached():
    outside = (ExternalUse("llm", "openai", "store.py", 3, "save"),)
    (found,) = reach(program(), Meaning(entry_points=(entry(3),), external=outside))
    assert found == Reach(systems=("openai",), runs=(0, 1))


def test_a_place_that_is_not_in_the_program_reaches_nothing():
    point = EntryPoint(EntryPointKind.COMMAND, "", "x", "", "gone.py", 1, "rule")
    assert reach(program(), Meaning(entry_points=(point,))) == (Reach(),)


@given(st.sets(st.integers(0, 200)))
def test_runs_hold_every_number_once(numbers):
    found = Reach(runs=runs_of(sum(1 << number for number in numbers)))
    assert list(found.of_files([str(number) for number in range(201)])) == [str(n) for n in sorted(numbers)]
