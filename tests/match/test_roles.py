"""Roles as data and the signals a file shows."""

from pathlib import Path

import pytest

from analyzer.errors import RuleError
from analyzer.link import link
from analyzer.match.roles import folders, read_roles, shown_signals, words
from analyzer.match.systems import Catalogue
from analyzer.model.meaning import ExternalUse, Meaning, TableOp, TableUse
from analyzer.model.source import Language, Project, SourceFile
from analyzer.reading import read

SHIPPED = Path(__file__).parents[2] / "rules" / "roles"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chatHandler_test", ("chat", "handler", "test")),
        ("HTTPServer2", ("http", "server", "2")),
        ("api-key", ("api", "key")),
        ("", ()),
    ],
)
def test_words_of_a_name(name, expected):
    """Camel case, snake case and dashes part the words of a name."""
    assert words(name) == expected


def test_folders_of_a_path():
    """Folders are read from the top, lower case, without the file; a compound name has its words too."""
    assert folders("Internal/handler/user.go") == ("internal", "handler")
    assert folders("chat_agent/a.py") == ("chat_agent", "chat", "agent")


@pytest.mark.parametrize(
    ("signature", "shown"),
    [
        ("(c *gin.Context)", ["gateway"]),
        ("(c *gin.Context) error", ["gateway"]),
        ("(c *gin.Context, model string)", []),
        ("(c *gin.Context) int", []),
        ("()", []),
    ],
)
def test_a_handler_takes_the_context_and_nothing_else(signature, shown):
    """Adaptors take the context beside other things, or give something: they handle no request."""
    role = "role = 'gateway'\ndoc = 'x'\n"
    role += "[[signal]]\nname = 'a'\nweight = 1.0\nhandler = ['github.com/gin-gonic/gin.Context']"
    text = f'package a\nimport "github.com/gin-gonic/gin"\nfunc F{signature} {{ panic(1) }}\n'
    source = SourceFile("a.go", Language.GO, "a")
    facts = read(source, text.encode())
    program = link(Project(files=(source,)), [facts.surface], lambda _: facts.body)
    signals = shown_signals(program, read_roles({"a.toml": role}), Catalogue({}, {}, {}, {}, {}), Meaning())
    assert [each.role for each in signals["a.go"]] == shown


@pytest.mark.parametrize(
    ("signal", "message", "hint"),
    [
        ("name = 'a'\nweight = 1.0", "can never match", "exactly one of"),
        ("name = 'a'\nweight = 1.0\nword = ['b']\nfolder = ['c']", "is ambiguous", "exactly one of"),
        ("name = 'a'\nweight = 1.0\nfolders = ['b']", "`folders`", "`folder`"),
        ("name = 'a'\nweight = 'heavy'\nword = ['b']", "float", "docs/rules.md"),
    ],
)
def test_a_mistake_names_file_and_signal(signal, message, hint):
    """A wrong role file is one clear message with a hint."""
    with pytest.raises(RuleError) as caught:
        read_roles({"gateway.toml": f"role = 'gateway'\ndoc = 'x'\n[[signal]]\n{signal}"})
    assert "gateway.toml" in caught.value.message
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_the_shipped_roles_are_sound():
    """The roles that ship are those of the migration guide, and code that belongs to none."""
    roles = read_roles({path.name: path.read_text() for path in SHIPPED.glob("*.toml")})
    assert [role.role for role in roles] == ["ai-worker", "gateway", "other", "renderer", "shared"]


@pytest.mark.parametrize(("kind", "shown"), [("llm", ["ai-worker"]), ("cache", [])])
def test_a_role_that_needs_a_system_is_given_only_where_one_is_used(kind, shown):
    """An agent is AI work where the program calls a model, and something else elsewhere."""
    role = "role = 'ai-worker'\ndoc = 'x'\nneeds = ['llm']\n"
    role += "[[signal]]\nname = 'a'\nweight = 1.0\nword = ['agent']"
    source = SourceFile("agent.py", Language.PYTHON, "agent")
    facts = read(source, b"x = 1\n")
    program = link(Project(files=(source,)), [facts.surface], lambda _: facts.body)
    meaning = Meaning(external=(ExternalUse(kind, "a", "agent.py", 1, "", ""),))
    signals = shown_signals(program, read_roles({"a.toml": role}), Catalogue({}, {}, {}, {}, {}), meaning)
    assert [each.role for each in signals["agent.py"]] == shown


@pytest.mark.parametrize(
    ("text", "op", "shown"),
    [
        ("def agent_of():\n    pass\ndef to_agent():\n    pass\n", None, ["named", "named"]),
        ("class Agent:\n    name: str\n", None, []),
        ("class Agent:\n    def agent(self):\n        pass\n", TableOp.DECLARE, ["declares"]),
        ("class Agent:\n    def agent(self):\n        pass\n", TableOp.READ, ["named", "named"]),
    ],
)
def test_the_names_of_data_say_nothing_of_its_role(text, op, shown):
    """A table of agents or a schema of prompts is what others work with; code is named after its work."""
    role = "role = 'ai-worker'\ndoc = 'x'\n"
    for name, key in (("named", "word"), ("named", "symbol"), ("declares", "table")):
        value = "declare" if key == "table" else "agent"
        role += f"[[signal]]\nname = '{name}'\nweight = 1.0\n{key} = ['{value}']\n"
    source = SourceFile("agent.py", Language.PYTHON, "agent")
    facts = read(source, text.encode())
    program = link(Project(files=(source,)), [facts.surface], lambda _: facts.body)
    uses = (TableUse("agent.py", 1, "", "agent", op),) if op else ()
    signals = shown_signals(
        program, read_roles({"a.toml": role}), Catalogue({}, {}, {}, {}, {}), Meaning(table_uses=uses)
    )
    assert [each.evidence.signal for each in signals["agent.py"]] == shown
