"""Rule files are read as written, and every mistake is named."""

import pytest

from analyzer.errors import RuleError
from analyzer.match.read_rules import read_rules
from analyzer.match.rule import Join, TakeKind

GOOD = """
[[rule]]
id = "go/tiny/on"
doc = "A handler."
link = "https://example.org"
imports = ["example.org/tiny"]
call = { method = ["On"], strings = [0], arguments = 2 }
emits = "entry_point.http"
take = { path = "'/'+arg:0 | keyword:path", handler = "arg:-1", middleware = "args:1..-2" }
join = "concat"
"""


def test_a_rule_is_read_as_written() -> None:
    (rule,) = read_rules([("go/tiny.toml", GOOD)])
    assert (rule.id, rule.language, rule.join) == ("go/tiny/on", "go", Join.CONCAT)
    assert [take.kind for take in rule.take["path"]] == [TakeKind.ARG, TakeKind.KEYWORD]
    assert rule.take["path"][0].name == "/"
    assert (rule.take["middleware"][0].first, rule.take["middleware"][0].last) == (1, -2)
    assert rule.names == ("On",)


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("emits =", "emit =", 8, "unknown key `emit`; did you mean `emits`?"),
        ("entry_point.http", "entry_point.htp", 8, "unknown emits `entry_point.htp`; did you mean"),
        ("handler =", "handlr =", 9, "did you mean `handler`?"),
        ("strings =", "string =", 7, "unknown key in `call` `string`; did you mean `strings`?"),
        ("arg:-1", "argument:1", 9, "unknown take.handler `argument:1`"),
        ('join = "concat"', 'join = "glue"', 10, "unknown join `glue`"),
        ('"go/tiny/on"', '"go/other/on"', 3, "the id must begin with go/tiny/"),
        ('method = ["On"]', "method = []", 7, "`call` names nothing, so it can never match"),
        ("call =", "decorator = { method = ['x'] }\ncall =", 2, "needs exactly one shape"),
        ('doc = "A handler."', "", 2, "`doc` must be a text that is not empty"),
        ("[[rule]]", "[other]\n[[rule]]", 2, "unknown key `other`"),
        ('["example.org/tiny"]', "[1]", 6, "`imports` must be a text or a list of texts"),
    ],
)
def test_a_mistake_names_line_and_nearest_word(before: str, after: str, line: int, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_rules([("go/tiny.toml", GOOD.replace(before, after))])
    assert f"go/tiny.toml:{line}: " in caught.value.message
    assert message in caught.value.message


def test_an_error_of_syntax_names_its_line() -> None:
    with pytest.raises(RuleError, match=r"go/tiny\.toml: not valid TOML: .*line 2"):
        read_rules([("go/tiny.toml", GOOD.replace("[[rule]]", "[rule"))])


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    files = [("go/a.toml", GOOD), ("go/tiny.toml", GOOD.replace("emits", "emit"))]
    with pytest.raises(RuleError) as caught:
        read_rules(files)
    assert "go/a.toml" in caught.value.message and "go/tiny.toml" in caught.value.message


def test_an_id_is_taken_once() -> None:
    with pytest.raises(RuleError, match=r"go/tiny\.toml:13: rule go/tiny/on: this id is taken by"):
        read_rules([("go/tiny.toml", GOOD + GOOD)])
