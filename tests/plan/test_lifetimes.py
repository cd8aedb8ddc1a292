"""What stays in a process and what goes with a request: state is told of only where it stays."""

import pytest

from analyzer.plan.blockers.state import in_process_state
from tests.plan.sources import sides

ROLES = {"web/": "gateway", "ai/": "ai-worker"}
SEEN = """package web
import ("net/http"; "sync")
type Seen struct { mu sync.Mutex; keys map[string]int }
func NewSeen() *Seen { return &Seen{keys: make(map[string]int)} }
func (s *Seen) Put(key string) { s.keys[key] = 1 }
func Routes() { http.HandleFunc("/ask", ask) }
"""
TABLE = """package web
import ("net/http"; "sync")
type Table struct { mu sync.Mutex; makers map[string]int }
func (t *Table) Register(key string) { t.makers[key] = 1 }
var all = &Table{makers: make(map[string]int)}
"""
LOCK = """import threading
from sqlalchemy import text
_lock = threading.Lock()
"""
CASES = {
    "made for a request": (
        SEEN + "func ask(w http.ResponseWriter, r *http.Request) { NewSeen().Put(``) }\n",
        [],
    ),
    "kept in a variable": (
        SEEN + "var all = NewSeen()\nfunc ask(w http.ResponseWriter, r *http.Request) { all.Put(``) }\n",
        [3],
    ),
    "kept in an object that stays": (
        SEEN
        + "type Server struct { seen *Seen }\nfunc NewServer() *Server { return &Server{seen: NewSeen()} }\n"
        + "func main() { NewServer() }\nfunc ask(w http.ResponseWriter, r *http.Request) {}\n",
        [3],
    ),
    "kept in an object made for a request": (
        SEEN
        + "type Run struct { seen *Seen }\nfunc newRun() *Run { return &Run{seen: NewSeen()} }\n"
        + "func ask(w http.ResponseWriter, r *http.Request) { newRun() }\n",
        [],
    ),
    "handed to a framework": (
        SEEN + "func ask(w http.ResponseWriter, r *http.Request) {}\nfunc Wire() { provide(NewSeen) }\n"
        "func provide(made any) {}\n",
        [3],
    ),
    "filled while the program starts": (TABLE + 'func main() { all.Register("a") }\n', []),
    "a variable filled by init()": (
        'package web\nvar all = make(map[string]int)\nfunc init() { all["a"] = 1 }\n',
        [],
    ),
    "filled by a request too": (
        TABLE
        + 'func main() { all.Register("a"); http.HandleFunc("/a", add) }\n'
        + "func add(w http.ResponseWriter, r *http.Request) { all.Register(r.URL.Path) }\n",
        [3],
    ),
    "filled in what runs on": (TABLE + 'func main() { go func() { all.Register("a") }() }\n', [3]),
    "an assertion about types": (
        "package web\ntype KeyCache interface { Put() }\ntype keys struct{}\nfunc (k *keys) Put() {}\n"
        "var _ KeyCache = (*keys)(nil)\n",
        [],
    ),
    "clients, which cost and hold nothing": (
        'package web\nimport "net/http"\nvar clients = map[string]*http.Client{}\n'
        "func For(name string) *http.Client { clients[name] = &http.Client{}; return clients[name] }\n",
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_state(name: str) -> None:
    source, expected = CASES[name]
    found = in_process_state(sides({"web/a.go": source}, ROLES))
    assert [blocker.line for blocker in found] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "def f(db):\n    with _lock:\n        db.execute(text('INSERT INTO jobs (a) VALUES (1)'))\n",
            [3],
        ),
        ("def f(session):\n    with _lock:\n        return 1\n", []),
    ],
)
def test_a_lock_counts_where_it_guards_tables(body: str, expected: list[int]) -> None:
    found = in_process_state(sides({"web/a.py": LOCK + body}, ROLES))
    assert [blocker.line for blocker in found] == expected


def test_python_objects_kept_by_a_getter() -> None:
    source = (
        "import threading\n\n\nclass Store:\n    def __init__(self):\n        self.lock = threading.Lock()\n"
        "        self.items: dict[str, int] = {}\n\n\n"
    )
    kept = "_store = None\n\n\ndef get():\n    global _store\n    _store = Store()\n    return _store\n"
    made = "def ask():\n    return Store().items\n\n\ndef main():\n    threading.Thread(target=ask).start()\n"
    assert [one.line for one in in_process_state(sides({"web/a.py": source + kept}, ROLES))] == [7]
    assert not list(in_process_state(sides({"web/a.py": source + made}, ROLES)))
