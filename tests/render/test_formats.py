"""Every format: the same totals, hostile names inert, the same bytes."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from msgspec import structs

from analyzer.errors import SourceError
from analyzer.render.formats import FORMATS
from analyzer.render.json import read, schema
from analyzer.render.view import view
from tests.render.hostile import NAMES, hostile
from tests.render.made import analysis

CASES = {"three": analysis(56), "none": analysis(56, services=0), "eight": analysis(300, services=8)}


class Page(HTMLParser):
    """Elements and texts of a page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.scripts = [], [], []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        (self.scripts if self.inside in ("script", "style") else self.texts).append(data)


def payload(text):
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])


def cut_from_payload(data):
    """References to cut, counted as the script does."""
    shared = next((i for i, one in enumerate(data["services"]) if one[2] == "sh"), -1)
    home = [data["nodes"]["service"][node] for node in data["leaves"]["node"]]
    edges = zip(*(data["edges"][name] for name in ("from", "to", "count")), strict=True)
    return sum(n for a, b, n in edges if home[a] != home[b] and home[b] != shared)


@pytest.mark.parametrize("name", ["three", "eight"])
def test_totals_agree_in_every_section_and_format(name, options):
    case = CASES[name]
    shown = view(case)
    total = shown.cut_references
    page = FORMATS["html"](case, options)
    data = payload(page)
    assert total == sum(pair.count for pair in shown.pairs if pair.cut)
    assert cut_from_payload(data) == total
    assert sum(data["edges"]["count"]) == shown.references == sum(pair.count for pair in shown.pairs)
    assert f"<b>{total}</b> <span>references to cut, of {shown.references:,} between files" in page
    orange = re.findall(r'<td class="x"><a href="#cut-..-..">([\d,]+)</a>', page)
    assert sum(int(one.replace(",", "")) for one in orange) == total
    labels = re.findall(r">([\d,]+) refs?(?: to ..)?</text>", page)
    arrows = sum(int(one.replace(",", "")) for one in labels)
    assert arrows == total or ("lighter pair" in page and arrows < total)
    markdown = FORMATS["markdown"](case, options)
    assert f"**{total}** references to cut, of {shown.references:,}" in markdown
    assert f"{total}  references to cut, of {shown.references:,}" in FORMATS["text"](case, options)
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](case, options))))
    assert sum(int(row["count"]) for row in rows if row["cut"] == "yes") == total


def test_the_matrix_holds_every_reference_between_modules(options):
    data = payload(FORMATS["html"](CASES["three"], options))
    assert sum(data["matrix"]["cells"][2::4]) == sum(edge.count for edge in CASES["three"].module_edges)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_gives_the_same_text_from_a_saved_analysis(name, options):
    saved = read(FORMATS["json"](CASES["three"], options))
    assert FORMATS[name](saved, options) == FORMATS[name](analysis(56), options)


def test_sections_without_data_are_absent(options):
    page = FORMATS["html"](CASES["none"], options)
    assert re.findall(r'<section id="(\w+)"', page) == [
        "matrix",
        "tables",
        "routes",
        "hotspots",
        "modules",
        "method",
    ]
    bare = structs.replace(CASES["none"], meaning=analysis(56, tables=0, routes=0).meaning, reach=())
    found = re.findall(r'<section id="(\w+)"', FORMATS["html"](bare, options))
    assert found == ["matrix", "hotspots", "modules", "method"]


def test_an_empty_analysis_renders_in_every_format(options):
    empty = structs.replace(
        analysis(12),
        modules=(),
        module_edges=(),
        file_edges=(),
        cycles=(),
        hot_spots=(),
        boundaries=(),
        units=(),
    )
    for name, render in FORMATS.items():
        assert render(empty, options), name


def test_hostile_names_are_text_in_html(options):
    page = Page(FORMATS["html"](hostile(), options))
    assert [tag for tag, _ in page.elements].count("script") == 2
    assert not [tag for tag, attributes in page.elements if any(name.startswith("on") for name in attributes)]
    assert {"img", "iframe", "object"}.isdisjoint(tag for tag, _ in page.elements)
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert all(link.startswith("#") for link in links)
    assert NAMES[0] in " ".join(page.texts)


def test_hostile_names_are_inert_in_the_other_formats(options):
    made = {name: render(hostile(), options) for name, render in FORMATS.items()}
    ElementTree.fromstring(made["graphml"])
    for name in ("markdown", "text", "dot", "mermaid", "structurizr", "graphml"):
        assert not re.search(r"[\x00\x1b\u202e]", made[name]), name
    assert not re.search(r"(?<!\\)<", re.sub(r"``.*?``|`[^`]*`", "", made["markdown"]))
    cells = [cell for row in csv.reader(io.StringIO(made["csv"])) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]


@pytest.mark.parametrize(
    ("template", "link"),
    [
        ("https://host/o/r/blob/{rev}/{path}#L{line}", "https://host/o/r/blob/abc/app/a%20b.py#L3"),
        ("vscode://file/src/{path}:{line}", "vscode://file/src/app/a%20b.py:3"),
        ("javascript:alert({line})", ""),
        ("", ""),
    ],
)
def test_source_links(template, link):
    from analyzer.render.links import source_link, source_template
    from analyzer.render.options import RenderOptions

    found = source_template(RenderOptions(source_url=template, revision="abc"))
    assert source_link(found, "app/a b.py", 3) == link


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 99}', "\x00"])
def test_what_is_no_analysis_is_said_so(text):
    with pytest.raises(SourceError):
        read(text)


def test_the_schema_is_json_schema():
    assert json.loads(schema())["$defs"]["Analysis"]["type"] == "object"
