"""Names of tables made from names of types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.match.table_names import NAMING, plural, snake

CASES = [
    ("User", "users"),
    ("Ability", "abilities"),
    ("PluginConf", "plugin_confs"),
    ("HTTPServer", "http_servers"),
    ("UserID", "user_ids"),
    ("Status", "statuses"),
    ("Person", "people"),
    ("Child", "children"),
    ("Box", "boxes"),
    ("Address", "addresses"),
    ("Bus", "buses"),
    ("Key", "keys"),
    ("News", "news"),
    ("Series", "series"),
    ("Analysis", "analyses"),
    ("Datum", "data"),
]


@pytest.mark.parametrize(("name", "table"), CASES)
def test_plural_names(name: str, table: str) -> None:
    assert NAMING["plural"](name) == table


@given(st.from_regex(r"[A-Z][a-zA-Z0-9]{0,12}", fullmatch=True))
def test_snake_case_keeps_the_letters(name: str) -> None:
    assert snake(name).replace("_", "") == name.lower()
    assert plural(snake(name))
