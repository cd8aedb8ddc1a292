"""What each check finds, and what it leaves alone."""

import pytest

from analyzer.errors import ConfigError
from analyzer.gate.assignment import assign, matches
from analyzer.gate.checks import CHECKS
from analyzer.model.graph import Evidence
from analyzer.model.meaning import (
    ExternalUse,
    FileRole,
    ForeignKey,
    Join,
    Meaning,
    Table,
    TableOp,
    TableUse,
    Transaction,
)
from analyzer.model.policy import BoundaryPolicy, GatePolicy, Policy, TablePolicy
from tests.gate.code import findings, graph, policy

TO_AI = {"may_depend_on": ("ai",)}
OPEN = {"may_depend_on": ("web", "ai", "core")}


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("web/**", "web/a.py", True),
        ("web/**", "web/b/c.py", True),
        ("web", "web/b/c.py", True),
        ("web", "website/a.py", False),
        ("web/*.py", "web/b/c.py", False),
        ("**/handler_*.go", "a/b/handler_x.go", True),
        ("**/handler_*.go", "handler_x.go", True),
        ("a?c.py", "abc.py", True),
        ("a+b/*.py", "a+b/c.py", True),
    ],
)
def test_globs(glob, path, expected):
    """A star stays within a name, two stars cross folders, a folder holds all below it."""
    assert matches(glob, path) is expected
    assert (path in assign([path], Policy({"x": BoundaryPolicy(files=(glob,))}))) is expected


@pytest.mark.parametrize(
    ("code", "rules", "expected"),
    [
        (graph("web/a -> ai/b"), policy(web={}, ai={}), ["MS101 web.a -> ai.b"]),
        (graph("web/a -> ai/b"), policy(web={"may_depend_on": ("ai",)}, ai={}), []),
        (graph("web/a -> web/b"), policy(web={}), []),
        (graph("web/a -typing-> ai/b"), policy(web={}, ai={}), []),
        (graph("web/a -typing-> ai/b", "web/a -> ai/b"), policy(web={}, ai={}), ["MS101 web.a -> ai.b"]),
        (graph("web/a -lazy-> ai/b"), policy(web={}, ai={}), ["MS101 web.a -> ai.b"]),
        (graph("web/test_a -> ai/b"), policy(web={}, ai={}), []),
        (
            graph("web/test_a -> ai/b"),
            policy(GatePolicy(kinds=("test",), cycles=False), web={}, ai={}),
            ["MS101 web.test_a -> ai.b"],
        ),
        (
            graph("web/a -> ai/b", "ai/b -> ai/api/c"),
            policy(web=OPEN, ai={"public": ("ai/api/**",)}),
            ["MS103 web.a -> ai.b"],
        ),
        (graph("web/a -> ai/api/b"), policy(web=OPEN, ai={"public": ("ai/api/**",)}), []),
        (graph("web/a -> ai/api/b"), policy(web=OPEN, ai={"public": ("ai.api.b",)}), []),
        (graph("web/a -> openai"), policy(web={"forbid_modules": ("openai",)}), ["MS104 web.a -> openai"]),
        (graph("web/a -> openai"), policy(web={"forbid_modules": ("open",)}), []),
        (
            graph("web/a -> ai/b", "ai/b -> web/c"),
            policy(GatePolicy(), web=OPEN, ai=OPEN),
            ["MS107 ai.b -> web.c", "MS107 web.a -> ai.b"],
        ),
        (
            graph("web/a -> ai/b", "ai/b -> core/c", "core/c -> web/a"),
            policy(GatePolicy(), web=OPEN, ai=OPEN, core=OPEN),
            ["MS107 ai.b -> core.c", "MS107 core.c -> web.a", "MS107 web.a -> ai.b"],
        ),
        (
            graph("core/a -> web/b"),
            policy(GatePolicy(layers=("web", "core")), web=OPEN, core=OPEN),
            ["MS108 core.a -> web.b"],
        ),
        (
            graph("web/a -> core/b"),
            policy(GatePolicy(layers=("web", "core")), web=OPEN, core=OPEN),
            [],
        ),
        (
            graph("ai/a -> core/b", "core/b -> web/c"),
            policy(ai={**OPEN, "must_not_link": ("web",)}, core=OPEN, web={}),
            ["MS109 ai.a -> web.c"],
        ),
        (
            graph("web/a -> ai/b"),
            policy(web={**TO_AI, "at_most": {"ai": 0}}, ai={}),
            ["MS113 web -> ai"],
        ),
        (graph("web/a -> ai/b"), policy(web={**TO_AI, "at_most": {"ai": 1}}, ai={}), []),
        (graph("web/a -> other/b"), policy(web={}), ["MS110 other/b.py -> "]),
        (graph("web/a -> other/b"), policy(GatePolicy(unassigned="off"), web={}), []),
    ],
)
def test_imports(code, rules, expected):
    """Each check of imports, with a neighbour that it must not report."""
    assert findings(code, rules) == expected


CODE = graph("web/a -> web/b", "ai/a -> ai/b")
OWNED = policy(web={"owns": ("users",)}, ai={"owns": ("jobs",)})


def use(path: str, table: str, op: TableOp) -> TableUse:
    """A table use on line 3."""
    return TableUse(path, 3, "f", table, op)


@pytest.mark.parametrize(
    ("meaning", "rules", "expected"),
    [
        (Meaning(table_uses=(use("ai/a.py", "users", TableOp.READ),)), OWNED, ["MS105 ai.a -> users"]),
        (Meaning(table_uses=(use("ai/a.py", "users", TableOp.READ),), migrations=("ai/a.py",)), OWNED, []),
        (Meaning(table_uses=(use("web/a.py", "users", TableOp.WRITE),)), OWNED, []),
        (Meaning(table_uses=(use("ai/a.py", "free", TableOp.WRITE),)), OWNED, []),
        (
            Meaning(table_uses=(use("ai/a.py", "users", TableOp.READ),)),
            Policy(OWNED.boundaries, {"users": TablePolicy(readers=("ai",))}, OWNED.gate),
            [],
        ),
        (
            Meaning(table_uses=(use("ai/a.py", "users", TableOp.WRITE),)),
            Policy(OWNED.boundaries, {"users": TablePolicy(readers=("ai",))}, OWNED.gate),
            ["MS105 ai.a -> users"],
        ),
        (Meaning(joins=(Join("ai/a.py", 3, "f", ("users", "jobs")),)), OWNED, ["MS106 ai.a -> jobs+users"]),
        (Meaning(joins=(Join("ai/a.py", 3, "f", ("jobs", "free")),)), OWNED, []),
        (
            Meaning(transactions=(Transaction("ai/a.py", 3, 9, "f", "r", ("users",), ("jobs",)),)),
            OWNED,
            ["MS106 ai.a -> jobs+users"],
        ),
        (
            Meaning(
                tables=(
                    Table(
                        "jobs", (), (), (ForeignKey(("u",), "users", ("id",)),), (), (Evidence("ai/a.py", 1),)
                    ),
                )
            ),
            OWNED,
            ["MS106 ai.a -> jobs+users"],
        ),
        (
            Meaning(external=(ExternalUse("llm", "openai", "web/a.py", 3, "f"),)),
            policy(web={"forbid_external": ("llm",)}, ai={}),
            ["MS104 web.a -> llm:openai"],
        ),
        (
            Meaning(external=(ExternalUse("llm", "openai", "web/a.py", 3, "f"),)),
            policy(web={"forbid_external": ("llm:gemini",)}, ai={}),
            [],
        ),
        (
            Meaning(roles=(FileRole("web/a.py", "ai-worker", 0.5),)),
            policy(web={"forbid_roles": ("ai-worker",)}, ai={}),
            ["MS111 web/a.py -> ai-worker"],
        ),
        (
            Meaning(
                external=(
                    ExternalUse("environment", "API_KEY", "web/a.py", 1, ""),
                    ExternalUse("environment", "API_KEY", "ai/a.py", 1, ""),
                    ExternalUse("environment", "PORT", "web/a.py", 1, ""),
                    ExternalUse("environment", "PORT", "ai/a.py", 1, ""),
                )
            ),
            policy(GatePolicy(secrets="error", cycles=False), web={}, ai={}),
            ["MS112 API_KEY -> ai/a.py+web/a.py"],
        ),
    ],
)
def test_data_and_systems(meaning, rules, expected):
    """Each check of tables, systems, roles and secrets, with a neighbour that it must not report."""
    assert findings(CODE, rules, meaning) == expected


def test_every_mistake_of_the_globs_is_named_at_once():
    """Globs that match nothing, empty boundaries and ties are one error with all of them."""
    rules = policy(web={}, nowhere={}, ai={"public": ("ai/gone:Run",)})
    rules.boundaries["twin"] = rules.boundaries["web"]
    with pytest.raises(ConfigError) as caught:
        findings(CODE, rules)
    parts = ("`nowhere/**` matches no file", "boundaries.nowhere holds no file", "is claimed by", "no module")
    for part in parts:
        assert part in caught.value.message


def test_every_check_says_what_to_do():
    """A finding without a remedy would only annoy."""
    assert all(check.title.endswith(".") and check.remedy.endswith(".") for check in CHECKS.values())
