"""The gate's part of monoscan.toml."""

import tomllib

import pytest

from analyzer.errors import ConfigError
from analyzer.gate.policy import read_policy

GOOD = """
[boundaries.web]
files = ["web/**"]
may_depend_on = ["core"]
[boundaries.core]
files = ["core/**"]
owns = ["users"]
[tables.users]
readers = ["web"]
[gate]
unassigned = "error"
"""


def test_a_policy_is_read():
    """Tables become values."""
    policy = read_policy(tomllib.loads(GOOD))
    assert policy.boundaries["web"].may_depend_on == ("core",)
    assert policy.tables["users"].readers == ("web",)
    assert policy.gate.unassigned == "error"
    assert read_policy({}).boundaries == {}


MISTAKES = [
    ("[boundaries.x]\nfile = ['a']", "boundaries.x: unknown key `file`; did you mean `files`?"),
    ("[boundaries.x]\nowns = ['t']", "boundaries.x: Object missing required field `files`"),
    ("[boundaries.x]\nfiles = ['a']\nmay_depend_on = ['cor']", "`cor` is not known; did you mean `core`?"),
    ("[boundaries.x]\nfiles = ['a']\nowns = ['users']", "users is owned by core already"),
    ("[tables.t]\nreaders = ['nobody']", "tables.t.readers: `nobody` is not known"),
    ("boundaries = 3", "boundaries must be a table"),
    ("[gate]\nkinds = ['runtim']", "gate.kinds: `runtim` is not known; did you mean `runtime`?"),
    ("[gate]\nunassigned = 'maybe'", "gate: Invalid enum value 'maybe'"),
    ("[boundaries.x]\nfiles = ['a']\nat_most = { core = -1 }", "boundaries.x: Expected `int` >= 0"),
    ("[boundaries.x]\nfiles = ['a']\nmust_not_link = ['x']", "must_not_link: names the boundary itself"),
    ("[gate]\nlayers = ['web', 'core', 'web']", "gate.layers: `web` stands in several places"),
    ("[gate]\nlayers = ['top']", "gate.layers: `top` is not known"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_names_the_place_and_the_nearest_word(text, message):
    """Each kind of mistake is one line."""
    content = tomllib.loads(text)
    if isinstance(content.get("boundaries", {}), dict):
        content["boundaries"] = {**tomllib.loads(GOOD)["boundaries"], **content.get("boundaries", {})}
    with pytest.raises(ConfigError) as caught:
        read_policy(content)
    assert message in caught.value.message


def test_all_mistakes_are_told_at_once():
    """One run of CI is enough to learn of all of them."""
    content = {
        "boundaries": {"x": {"files": ["a"], "onws": [], "may_depend_on": ["y"]}},
        "gate": {"kinds": ["z"], "cycle": 1},
    }
    with pytest.raises(ConfigError) as caught:
        read_policy(content)
    assert caught.value.message.count("\n  ") == 4
