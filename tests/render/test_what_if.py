"""What-if in the browser: the numbers after a move are those of `monoscan plan --move`."""

import random
from pathlib import Path

import pytest

from analyzer.model.boundary import Choices
from analyzer.pipeline import Options, cut, scan
from analyzer.plan.plan import what_if
from analyzer.render.formats import FORMATS

EXAMPLE = Path(__file__).parents[1] / "fixtures" / "repos" / "aiplatform"
MOVES = 17
PYTHON = {
    "shop/__init__.py": "",
    "shop/db.py": "def run(sql):\n    return sql\n",
    "shop/orders.py": """
from flask import Flask
from shop.bills import bill, last
from shop.db import run
app = Flask(__name__)
@app.post("/orders")
def add():
    run("INSERT INTO orders (id) VALUES (1)")
    return bill(1)
@app.get("/orders")
def show():
    return run("SELECT id FROM orders"), last()
""",
    "shop/bills.py": """
from shop.db import run
from shop.mail import send
def bill(order):
    run("UPDATE orders SET paid = 1")
    return send(order)
def last():
    return run("SELECT id FROM bills")
""",
    "shop/mail.py": """
from shop.db import run
from shop import orders
def send(order):
    run("INSERT INTO bills (id) VALUES (1)")
    return orders.show
""",
}
GO = {
    "go.mod": "module example.org/desk\n\ngo 1.22\n",
    "main.go": """package main
import (
    "net/http"
    "example.org/desk/tickets"
)
func main() {
    http.HandleFunc("/tickets", tickets.List)
    http.HandleFunc("/close", tickets.Close)
}
""",
    "tickets/list.go": """package tickets
import (
    "net/http"
    "example.org/desk/store"
)
func List(w http.ResponseWriter, r *http.Request) { store.Query("SELECT id FROM tickets") }
""",
    "tickets/close.go": """package tickets
import (
    "net/http"
    "example.org/desk/notes"
    "example.org/desk/store"
)
func Close(w http.ResponseWriter, r *http.Request) {
    store.Query("UPDATE tickets SET open = 0")
    notes.Add(notes.Note{Text: "closed"})
    List(w, r)
}
""",
    "notes/notes.go": """package notes
import "example.org/desk/store"
type Note struct{ Text string }
func Add(note Note) {
    store.Query("INSERT INTO notes (text) VALUES (1)")
    store.Query("UPDATE tickets SET noted = 1")
}
""",
    "store/store.go": "package store\nfunc Query(sql string) string { return sql }\n",
}
SMALL = {
    "python": (PYTHON, (("shop/orders.py", "orders"), ("shop/bills.py", "bills"), ("shop/mail.py", "bills"))),
    "go": (GO, (("tickets", "tickets"), ("notes", "notes"), ("main.go", "tickets"), ("store", "shared"))),
}


@pytest.fixture(params=["example", *SMALL])
def repository(request, tmp_path):
    """The folder of a repository, and how it is analysed."""
    if request.param == "example":
        return EXAMPLE, Options()
    files, pins = SMALL[request.param]
    for name, text in files.items():
        path = tmp_path / "repository" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "repository", Options(choices=Choices(pins=pins))


def test_random_moves_count_as_the_plan_does(repository, browser, options, tmp_path):
    folder, how = repository
    analysis = scan(folder, how, lambda *_: None)
    split = cut(folder, how, lambda *_: None)
    report = tmp_path / "report.html"
    report.write_text(FORMATS["html"](analysis, options), "utf-8")
    page = browser.new_page()
    page.goto(report.as_uri())
    chosen = random.Random(11)
    boundaries = page.eval_on_selector_all("#wi-s option", "all => all.map(one => one.label)")
    moved = 0
    for _ in range(MOVES):
        unit, boundary = chosen.choice(analysis.units).path, chosen.choice(boundaries)
        before, after = what_if(split, {unit: boundary})
        page.fill("#wi-m", unit)
        page.dispatch_event("#wi-m", "change")
        page.select_option("#wi-s", label=boundary)
        expected = [(one.references, len(one.contested), one.spanning) for one in (before, after)]
        assert list(zip(*shown(page), strict=True)) == expected, (unit, boundary)
        moved += before != after
    page.close()
    assert moved > MOVES // 4


def shown(page):
    """The last three rows of the table, each with its value before and after."""
    rows = page.query_selector_all("#wi-tab tbody tr")[-3:]
    cells = [[cell.inner_text().replace(",", "") for cell in row.query_selector_all("td")] for row in rows]
    return [(int(row[1]), int(row[2])) for row in cells]
