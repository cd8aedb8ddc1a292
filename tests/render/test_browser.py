"""The report in real Chromium: budgets, no requests, accessibility, keyboard, widths, print."""

import dataclasses
import functools
import importlib.util
import random
import re
import time
import tomllib
from pathlib import Path

import pytest
from msgspec import structs

from analyzer.measure.crossing import cuts, homes, ownership
from analyzer.model.plan import Blocker
from analyzer.render.formats import FORMATS
from analyzer.render.html import SECTIONS
from analyzer.render.routes import spanning
from analyzer.render.view import view
from tests.render.hostile import hostile
from tests.render.made import analysis

BLOCKERS = (
    Blocker("shared-global", "app/a.py", 3, "`CACHE` is written here", "pass it in", (7, 9)),
    Blocker("transaction", "app/" + "long" * 60 + ".py", 30, "over `users` and `jobs`", "an outbox"),
    Blocker("transaction", "app/b.py", 31, "over `users` and `mail`", "a saga"),
)
CASES = {
    "small": lambda: analysis(56),
    "plain": lambda: analysis(56, services=0),
    "full": lambda: structs.replace(analysis(56), blockers=BLOCKERS),
    "hostile": hostile,
    "large": lambda: analysis(1_000, services=5, edges=5_000, tables=60, routes=300),
    "huge": lambda: analysis(10_000, services=8, edges=50_000, tables=120, routes=1_000),
}
ALL_VISIBLE = "document.querySelectorAll('section').forEach(one => one.style.contentVisibility = 'visible')"
BUDGETS = {"large": (1_000_000, 1_000), "huge": (5_000_000, 1_000)}


@functools.cache
def made(name):
    """The analysis of a case, made once."""
    return CASES[name]()


def former(name):
    """The older analysis that a case is compared with; only the full report has one."""
    return analysis(40) if name == "full" else None


class Opened:
    """A page with what it asked for and what it complained of."""

    def __init__(self, browser, path, **how):
        self.page = browser.new_context(reduced_motion="reduce", **how).new_page()
        self.requests, self.errors = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def script(self, text):
        return self.page.evaluate(text)


@pytest.fixture(scope="session")
def saved(tmp_path_factory, options):
    """The path of the report of a case, rendered once."""
    folder = tmp_path_factory.mktemp("reports")

    def path(name):
        file = folder / f"{name}.html"
        if not file.exists():
            how = dataclasses.replace(options, former=former(name))
            file.write_text(FORMATS["html"](made(name), how), "utf-8")
        return file

    return path


@pytest.fixture
def opened(browser, saved):
    pages = []

    def open_page(name, fragment="", **how):
        pages.append(Opened(browser, saved(name), **how))
        if fragment:
            pages[-1].page.goto(saved(name).as_uri() + fragment)
        return pages[-1]

    yield open_page
    for one in pages:
        one.page.context.close()


@pytest.mark.parametrize("name", ["full", "plain", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_no_error_and_no_barrier(name, scheme, opened):
    found = opened(name, color_scheme=scheme, viewport={"width": 1440, "height": 900})
    assert len(found.requests) == 1 and found.errors == []
    found.script("document.querySelectorAll('details').forEach(one => one.open = true)")
    found.script(
        "document.querySelectorAll('section').forEach(one => one.style.contentVisibility = 'visible')"
    )
    axe = Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js")
    found.script(axe.read_text("utf-8"))
    report = found.script("axe.run()")
    problems = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in report["violations"]]
    assert problems == []


@pytest.mark.parametrize("name", sorted(BUDGETS))
def test_size_and_time_stay_in_their_budgets(name, saved, opened, options):
    size, ready = BUDGETS[name]
    slow = 3  # a busy machine that runs other things at the same time
    case = made(name)
    started = time.process_time()
    text = FORMATS["html"](case, options)
    assert time.process_time() - started <= slow * len(case.modules) / 1_000, "rendering"
    assert len(text.encode()) <= size
    found = opened(name)
    assert found.script("performance.getEntriesByName('ready')[0].startTime") <= slow * ready
    assert found.errors == []


@pytest.mark.parametrize("name", ["full", "hostile", "large"])
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_the_page_never_scrolls_sideways(name, width, opened):
    found = opened(name, viewport={"width": width, "height": 800})
    found.script(
        "document.querySelectorAll('section').forEach(one => one.style.contentVisibility = 'visible')"
    )
    assert found.script("document.documentElement.scrollWidth") <= width


def test_without_script_and_style_the_text_is_all_there(browser, saved, tmp_path):
    bare = re.sub(r"<style>.*?</style>|<script.*?</script>", "", saved("full").read_text("utf-8"), flags=re.S)
    (tmp_path / "bare.html").write_text(bare, "utf-8")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "bare.html").as_uri())
    text = page.inner_text("body")
    assert "Can be split into gateway, ai-worker and renderer" in text
    for _, name, _ in SECTIONS:
        assert name in text
    page.context.close()


def test_the_matrix_is_walked_with_the_keyboard(opened):
    page = opened("small", viewport={"width": 1440, "height": 900}).page
    page.focus("#cur")
    first = page.inner_text("#read")
    assert "must be cut" in first
    seen = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        seen.add(page.inner_text("#read"))
        assert "depends on" in page.get_attribute("#cur", "aria-label")
    assert len(seen) >= 4
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#m/")


def test_search_is_one_key_away_and_leads_to_modules_tables_and_routes(opened):
    page = opened("small").page
    page.keyboard.press("/")
    page.keyboard.type("jobs")
    assert "table" in page.inner_text("#hits")
    page.fill("#gs", "part_17")
    page.click("#hits a")
    assert "part_17" in page.inner_text("#mdet h3")
    symbol = made("small").file_edges[0].evidence[0].symbol
    page.fill("#gs", symbol)
    assert "symbol" in page.inner_text("#hits")
    page.click("#hits a")
    assert symbol.replace("thing", "part") in page.inner_text("#mdet h3")
    page.keyboard.press("Escape")
    assert page.is_hidden("#hits")


def test_deep_links_open_a_module(opened):
    page = opened("small", "#m/app.gateway.http.part_1").page
    assert page.inner_text("#mdet h3 code") == "app.gateway.http.part_1"
    assert "certainty" in page.inner_text("#mdet .note")


@pytest.mark.parametrize("section", ["tables", "routes", "modules", "method"])
def test_a_deep_link_lands_at_its_section(section, opened):
    """Sections above it are not drawn yet when the page opens, and their heights are only guessed."""
    found = opened("large", f"#{section}", viewport={"width": 1440, "height": 900})
    found.page.wait_for_timeout(200)
    top = found.script(f"document.getElementById('{section}').getBoundingClientRect().top")
    assert -1 <= top <= 20 or found.script(
        "scrollY + innerHeight >= document.documentElement.scrollHeight - 1"
    )


def test_hostile_names_can_be_opened_from_the_list(opened):
    found = opened("hostile")
    for link in found.page.query_selector_all("#mlist a"):
        link.click()
    assert found.page.query_selector("main img") is None and found.errors == []


def test_a_path_between_modules_is_found_with_its_places(opened):
    case = made("small")
    edge = next(e for e in case.module_edges if e.dependent < e.dependency)
    page = opened("small").page
    page.fill("#pa", edge.dependent)
    page.fill("#pb", edge.dependency)
    page.dispatch_event("#pb", "change")
    assert f"{edge.evidence[0].path}:{edge.evidence[0].line}" in page.inner_text("#pout")
    page.fill("#pa", "no such module")
    page.dispatch_event("#pa", "change")
    assert "Give two module names" in page.inner_text("#pout")


def moved(case, path, boundary):
    """References to cut, contested tables and spanning entry points after one move, by the measures."""
    units = [structs.replace(one, boundary=boundary) if one.path == path else one for one in case.units]
    home = homes(units)
    references = sum(edge.count for edge in cuts(case.file_edges, home))
    contested = sum(one.contested for one in ownership(case.meaning, home))
    return references, contested, spanning(view(structs.replace(case, units=tuple(units))))[0]


@pytest.mark.parametrize("name", ["small", "large"])
def test_what_if_counts_as_the_measures_do(name, opened):
    case = made(name)
    page = opened(name).page
    chosen = random.Random(7)
    names = [one.name for one in view(case).services]
    for _ in range(25):
        unit, boundary = chosen.choice(case.units), chosen.choice(names)
        page.fill("#wi-m", unit.path)
        page.dispatch_event("#wi-m", "change")
        page.select_option("#wi-s", label=boundary)
        rows = page.query_selector_all("#wi-tab tbody tr")[-3:]
        after = tuple(int(row.query_selector_all("td")[2].inner_text().replace(",", "")) for row in rows)
        assert after == moved(case, unit.path, boundary), (unit.path, boundary)
        told = tomllib.loads(page.inner_text("#wi-toml"))
        assert told == {"partition": {"pins": [[unit.path, boundary]]}}


def test_copies_equal_the_model(opened):
    case = made("small")
    page = opened("small").page
    page.evaluate(
        "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }"
    )
    page.click("[data-copy=csv][data-of='#cuttab']")
    lines = page.evaluate("window.copied").splitlines()
    assert lines[0] == "From,To,References,Kinds,First places"
    assert sum(int(line.split(",")[2]) for line in lines[1:]) == view(case).cut_references
    page.click("[data-copy=md][data-of='#owntab']")
    assert page.evaluate("window.copied").count("\n") == len(view(case).tables) + 1


def test_tables_sort_and_filter(opened):
    page = opened("small").page
    page.click("#cotab th:nth-child(3) [role=button]")
    sizes = [
        int(cell.inner_text().replace(",", "")) for cell in page.query_selector_all("#cotab td:nth-child(3)")
    ]
    assert sizes == sorted(sizes)
    page.fill("#ft", "jobs")
    shown = page.query_selector_all("#owntab tbody tr:not([hidden])")
    assert page.inner_text("#ft-n") == f"{len(shown)} of 10"
    assert all("jobs" in row.inner_text() for row in shown)


def test_it_prints_with_verdict_and_map_on_the_first_page(browser, saved, tmp_path):
    found = Opened(browser, saved("small"))
    text = found.page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    assert text.startswith(b"%PDF")
    found.page.emulate_media(media="print")
    found.page.set_viewport_size({"width": 1032, "height": 712})
    bottom = found.script("document.querySelector('.map').getBoundingClientRect().bottom + scrollY")
    assert bottom <= 712, "the map ends on the first page (A4 landscape without margins)"
    found.page.context.close()


def test_moves_of_a_whole_module_follow_its_files(opened):
    case = made("small")
    module = structs.replace(case).units[0].module
    page = opened("small").page
    page.fill("#wi-m", module)
    page.dispatch_event("#wi-m", "change")
    page.select_option("#wi-s", label="renderer")
    rows = page.query_selector_all("#wi-tab tbody tr")[-3:]
    after = int(rows[0].query_selector_all("td")[2].inner_text().replace(",", ""))
    assert after == moved(case, case.units[0].path, "renderer")[0]
