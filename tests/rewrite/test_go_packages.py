"""Go packages move with every reference to them."""

import pytest

from tests.rewrite.sources import after, carried_out, patched, reasons, reversed_patch

STORE = "package store\n\ntype Row struct{}\n\nfunc Load() Row { return Row{} }\n"
STORE_TEST = 'package store_test\n\nimport "example.org/m/internal/store"\n\nvar _ = store.Load\n'
USER = """package api

import (
	"fmt"

	"example.org/m/internal/api/wire"
	"example.org/m/internal/store"
)

type Handler struct {
	row store.Row // the row
	n   int       // a number
}

func (h Handler) Get() { fmt.Println(store.Load(), wire.Name) }
"""
WIRE = 'package wire\n\nconst Name = "wire"\n'
GOB = 'package store\n\nimport "encoding/gob"\n\nfunc init() { gob.Register(Row{}) }\n'
EMBED = 'package internal\n\nimport _ "embed"\n\n//go:embed store/data.txt\nvar d string\n'
OPEN = 'package store\n\nvar f = open("../api/api.go")\n\nvar g = open("./data.txt")\n'
SOURCES = {
    "internal/store/store.go": STORE,
    "internal/store/store_test.go": STORE_TEST,
    "internal/store/data.txt": "data",
    "internal/api/api.go": USER,
    "internal/api/wire/wire.go": WIRE,
}


def test_the_imports_of_a_package_follow_it() -> None:
    there = after(SOURCES, "internal/store=internal/db/store")
    assert there["internal/db/store/store.go"] == STORE
    assert there["internal/db/store/data.txt"] == "data"
    assert there["internal/db/store/store_test.go"] == STORE_TEST.replace("internal/", "internal/db/")
    assert there["internal/api/api.go"] == USER.replace("internal/store", "internal/db/store")


def test_a_package_called_like_its_folder_takes_the_new_name() -> None:
    there = after(SOURCES, "internal/store=internal/rows")
    assert there["internal/rows/store.go"] == STORE.replace("package store", "package rows")
    assert there["internal/rows/store_test.go"] == STORE_TEST.replace("store", "rows")
    assert there["internal/api/api.go"] == USER.replace("store.", "rows.").replace(
        "internal/store", "internal/rows"
    ).replace("n   int       //", "n   int      //")


def test_imports_stay_sorted() -> None:
    there = after(SOURCES, "internal/store=aa")
    lines = there["internal/api/api.go"].splitlines()
    assert lines[5:7] == ['\t"example.org/m/aa"', '\t"example.org/m/internal/api/wire"']


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            'import "example.org/m/store"\n\nvar x = store.Load()',
            'import "example.org/m/rows"\n\nvar x = rows.Load()',
        ),
        (
            'import s "example.org/m/store"\n\nvar x = s.Load()',
            'import s "example.org/m/rows"\n\nvar x = s.Load()',
        ),
        (
            'import . "example.org/m/store"\n\nvar x = Load()',
            'import . "example.org/m/rows"\n\nvar x = Load()',
        ),
        ('import _ "example.org/m/store"', 'import _ "example.org/m/rows"'),
        (
            'import rows "example.org/m/store"\n\nvar x = rows.Load()',
            'import "example.org/m/rows"\n\nvar x = rows.Load()',
        ),
        (
            'import "example.org/m/store"\n\nfunc f(rows int) { store.Load() }',
            'import store "example.org/m/rows"\n\nfunc f(rows int) { store.Load() }',
        ),
        (
            'import "example.org/m/store"\n\nfunc f(store int) { store++ }\n\nvar x = store.Load()',
            'import store "example.org/m/rows"\n\nfunc f(store int) { store++ }\n\nvar x = store.Load()',
        ),
        (
            'import "example.org/m/store"\n\nvar x = T{store: store.Row{}, s: y.store}',
            'import "example.org/m/rows"\n\nvar x = T{store: rows.Row{}, s: y.store}',
        ),
        ('import "example.org/m/store/sub"', 'import "example.org/m/rows/sub"'),
        ('import "example.org/m/storefront"', 'import "example.org/m/storefront"'),
        ('import "example.org/other/store"', 'import "example.org/other/store"'),
        ("import `example.org/m/store`", "import `example.org/m/rows`"),
    ],
)
def test_forms_of_imports(body: str, expected: str) -> None:
    sources = {
        "store/store.go": STORE,
        "store/sub/sub.go": "package sub\n",
        "storefront/s.go": "package storefront\n",
        "main.go": f"package main\n\n{body}\n",
    }
    assert after(sources, "store=rows")["main.go"] == f"package main\n\n{expected}\n"


@pytest.mark.parametrize(
    ("reason", "more", "move"),
    [
        ("there is no file or folder internal/none", {}, "internal/none=x"),
        ("internal/api is there already", {}, "internal/store=internal/api"),
        ("internal/store/x and internal/store lie one in the other", {}, "internal/store=internal/store/x"),
        ("an internal package would no longer be visible", {}, "internal/api/wire=internal/x/internal/wire"),
        ("the go command does not look into a folder called _old", {}, "internal/store=_old/store"),
        (
            "C code is found by folder (cgo)",
            {"internal/store/c.go": 'package store\n\nimport "C"\n'},
            "internal/store=store",
        ),
        ("assembly names its package", {"internal/store/add_amd64.s": ""}, "internal/store=store"),
        (
            "//go:linkname names a package by its path",
            {"x.go": "package m\n\n//go:linkname f example.org/m/internal/store.f\nfunc f()\n"},
            "internal/store=store",
        ),
        (
            "another package embeds files from there",
            {"internal/i.go": EMBED},
            "internal/store=store",
        ),
        (
            "gob writes the package path of registered types into data",
            {"internal/store/g.go": GOB},
            "internal/store=store",
        ),
    ],
)
def test_refusals(reason: str, more: dict[str, str], move: str) -> None:
    assert reasons(SOURCES | more, move) == [reason]


def test_symbolic_links_are_refused() -> None:
    patch = patched(SOURCES, "internal/store=store", links=("internal/store/link.go",))
    assert [each.reason for each in patch.refusals] == ["internal/store holds a symbolic link"]
    assert patch.changes == ()


def test_paths_outside_of_imports() -> None:
    sources = SOURCES | {
        "internal/store/load_test.go": OPEN,
        "internal/api/read_test.go": 'package api\n\nvar f = open("../store/data.txt")\n',
        "Makefile": "test:\n\tgo test ./internal/store\n",
        "proto/x.proto": 'option go_package = "example.org/m/internal/store";\n',
        "name.go": 'package m\n\nvar name = "example.org/m/internal/store.Row"\n',
    }
    patch = patched(sources, "internal/store=apps/db/store")
    there = carried_out(sources, patch)
    assert '"../../../internal/api/api.go"' in there["apps/db/store/load_test.go"]
    assert '"./data.txt"' in there["apps/db/store/load_test.go"]
    assert '"../../apps/db/store/data.txt"' in there["internal/api/read_test.go"]
    assert there["proto/x.proto"] == 'option go_package = "example.org/m/apps/db/store";\n'
    assert {note.text: [place.path for place in note.evidence] for note in patch.notes} == {
        "a file names the folder": ["Makefile"],
        "a string holds the import path": ["name.go"],
    }


def test_the_reverse_patch_restores_every_byte() -> None:
    patch = patched(SOURCES, "internal/store=aa/rows", "internal/api=services/api")
    assert carried_out(carried_out(SOURCES, patch), reversed_patch(patch)) == SOURCES


@pytest.mark.parametrize(
    ("go_mod", "follows"),
    [
        (None, True),
        ("module example.org/x\n\nrequire example.org/m v1.0.0\n", False),
        ("module example.org/x\n\nrequire example.org/m v1.0.0\n\nreplace example.org/m => ../../\n", True),
        ("module example.org/x\n\nreplace (\n\texample.org/m v1.0.0 => ../..\n)\n", True),
    ],
)
def test_code_that_is_passed_by_follows_where_it_sees_the_tree(go_mod: str | None, follows: bool) -> None:
    imports = 'import (\n\t"example.org/m/api"\n\t"example.org/m/store"\n)\n'
    text = f"package x\n\n{imports}\nvar X = store.Load(api.X)\n"
    sources = {"go.mod": "module example.org/m\n", "store/s.go": STORE, "testdata/x/x.go": text}
    there = after(sources | ({"testdata/x/go.mod": go_mod} if go_mod else {}), "store=aa/rows")[
        "testdata/x/x.go"
    ]
    moved = text.replace('\t"example.org/m/store"\n', "").replace("(\n", '(\n\t"example.org/m/aa/rows"\n')
    assert there == (moved.replace("store.", "rows.") if follows else text)
