"""Types that gob registers by their import path stay; what else is registered moves no data."""

import pytest

from tests.rewrite.sources import reasons

REASON = "gob writes the package path of registered types into data"
ROW = "package store\n\ntype Row struct{}\n"
KEPT = "package store\n\ntype Kept struct{}\n"


def caller(package: str, argument: str, imports: str = "") -> str:
    head = f'package {package}\n\nimport (\n\t"encoding/gob"\n{imports})\n\n'
    return head + f"func Init() {{ gob.Register({argument}) }}\n"


@pytest.mark.parametrize("move", ["store=db", "store/row.go=db", "store/row.go:Row=db"])
@pytest.mark.parametrize(
    ("path", "text", "stays"),
    [
        ("store/a.go", caller("store", "map[string]interface{}{}"), False),
        ("store/a.go", caller("store", "time.Time{}", '\t"time"\n'), False),
        ("store/a.go", caller("store", "[]*Row(nil)"), True),
        ("app/a.go", caller("app", "&store.Row{}", '\n\t"example.org/m/store"\n'), True),
        ("app/a.go", caller("app", "&s.Row{}", '\n\ts "example.org/m/store"\n'), True),
        ("app/a.go", caller("app", "Other{}"), False),
    ],
)
def test_registered_types(move: str, path: str, text: str, stays: bool) -> None:
    sources = {"store/row.go": ROW, "store/kept.go": KEPT, path: text}
    assert (REASON in reasons(sources, move)) == stays
