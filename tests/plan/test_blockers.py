"""Each kind of blocker on a tiny program that has it, and on one that almost has."""

import pytest

from analyzer.plan.blockers import ALIKE, BLOCKER_KINDS, blockers
from analyzer.plan.blockers.brief import FOLDER_CAP
from tests.plan.sources import sides

ROLES = {"web/": "gateway", "ai/": "ai-worker", "video/": "renderer", "lib/": "shared", "store/": "shared"}

GO_ROUTES = """package web
import ("net/http"; "example.org/m/ai")
func Routes() { http.HandleFunc("/ask", ask) }
"""
GO_MODEL = """package ai
import openai "github.com/sashabaranov/go-openai"
func Answer(q string) string {
	client := openai.NewClient("")
	client.CreateChatCompletion(nil, openai.ChatCompletionRequest{})
	return q
}
"""
PY_MODEL = """from openai import OpenAI

def answer(question):
    return OpenAI().chat.completions.create(model="m", messages=[question])
"""
PY_ROUTES = """from fastapi import FastAPI
from ai.model import answer
app = FastAPI()

@app.post("/ask")
def ask(question: str):
    {call}
"""
STORE = """package store
import "database/sql"
var Pool *sql.DB
func Open(db *sql.DB) { Pool = db }
func AddUser(db *sql.DB) { db.Exec("INSERT INTO users (name) VALUES ('a')") }
"""

CASES = {
    "a handler calls a model": (
        "sync-ai-in-handler",
        {
            "ai/model.go": GO_MODEL,
            "web/a.go": GO_ROUTES + "func ask(w http.ResponseWriter, r *http.Request) {\n\tai.Answer(``)\n}",
        },
        [("web/a.go", 5)],
    ),
    "a goroutine calls it": (
        "sync-ai-in-handler",
        {
            "ai/model.go": GO_MODEL,
            "web/a.go": GO_ROUTES
            + "func ask(w http.ResponseWriter, r *http.Request) {\n\tgo ai.Answer(``)\n}",
        },
        [],
    ),
    "the handler waits for its goroutines": (
        "sync-ai-in-handler",
        {
            "ai/model.go": GO_MODEL,
            "web/a.go": GO_ROUTES.replace('"net/http";', '"net/http"; "sync";')
            + "func ask(w http.ResponseWriter, r *http.Request) {\n\tvar g sync.WaitGroup\n"
            + "\tgo ai.Answer(``)\n\tg.Wait()\n}",
        },
        [("web/a.go", 6)],
    ),
    "a handler makes a client": (
        "sync-ai-in-handler",
        {"ai/model.go": GO_MODEL.replace("client.CreateChatCompletion", "print")}
        | {"web/a.go": GO_ROUTES + "func ask(w http.ResponseWriter, r *http.Request) {\n\tai.Answer(``)\n}"},
        [],
    ),
    "a route awaits a thread": (
        "sync-ai-in-handler",
        {
            "ai/model.py": PY_MODEL,
            "web/a.py": "import asyncio\n"
            + PY_ROUTES.replace("def ask", "async def ask").format(
                call="return await asyncio.to_thread(answer, question)"
            ),
        },
        [("web/a.py", 8)],
    ),
    "a route calls a model": (
        "sync-ai-in-handler",
        {"ai/model.py": PY_MODEL, "web/a.py": PY_ROUTES.format(call="return answer(question)")},
        [("web/a.py", 7)],
    ),
    "a route gives it to a thread": (
        "sync-ai-in-handler",
        {
            "ai/model.py": PY_MODEL,
            "web/a.py": "import threading\n"
            + PY_ROUTES.format(call="threading.Thread(target=answer).start()"),
        },
        [],
    ),
    "a loop takes jobs from a list": (
        "in-process-job",
        {
            "ai/jobs.go": "package ai\nfunc Run(q Queue) {\n\tgo func() {\n"
            '\t\tfor {\n\t\t\tq.LPop("jobs")\n\t\t}\n\t}()\n}\n'
            "type Queue struct{}\nfunc (q Queue) LPop(k string) {}\n"
        },
        [("ai/jobs.go", 7)],
    ),
    "a goroutine that only logs": (
        "in-process-job",
        {"web/a.go": "package web\nfunc note() {}\nfunc Run() { go note() }\n"},
        [],
    ),
    "init registers": (
        "init-side-effect",
        {"ai/a.go": "package ai\nfunc init() { register() }\nfunc register() {}\n"},
        [("ai/a.go", 2)],
    ),
    "init only computes": (
        "init-side-effect",
        {
            "ai/a.go": 'package ai\nimport "strings"\nvar name string\n'
            'func init() { name = strings.ToLower("A") }\n'
        },
        [],
    ),
    "a client made on import": (
        "init-side-effect",
        {"ai/a.py": "from openai import OpenAI\nclient = OpenAI()\n"},
        [("ai/a.py", 2)],
    ),
    "a client made when asked": ("init-side-effect", {"ai/a.py": PY_MODEL}, []),
    "a variable that both sides use": (
        "shared-global",
        {
            "store/db.go": STORE,
            "web/a.go": 'package web\nimport "example.org/m/store"\nfunc F() { store.Pool.Ping() }\n',
            "ai/a.go": 'package ai\nimport "example.org/m/store"\nfunc F() { store.Pool.Ping() }\n',
        },
        [("store/db.go", 3)],
    ),
    "a variable that nobody changes": (
        "shared-global",
        {
            "store/db.go": "package store\nvar Limit = 3\n",
            "web/a.go": 'package web\nimport "example.org/m/store"\nfunc F() int { return store.Limit }\n',
            "ai/a.go": 'package ai\nimport "example.org/m/store"\nfunc F() int { return store.Limit }\n',
        },
        [],
    ),
    "a map with a lock": (
        "in-process-state",
        {
            "web/a.go": 'package web\nimport "sync"\ntype Hub struct {\n'
            "\tmu sync.Mutex\n\tclients map[string]int\n}\n"
        },
        [("web/a.go", 5)],
    ),
    "a map that is only data": (
        "in-process-state",
        {"web/a.go": "package web\ntype Page struct {\n\tlinks map[string]int\n}\n"},
        [],
    ),
    "a folder by the same text": (
        "shared-storage",
        {"web/a.py": 'open("uploads/in")\n', "ai/a.py": 'open("uploads/in")\n'},
        [("ai/a.py", 1), ("web/a.py", 1)],
    ),
    "a folder of one side": ("shared-storage", {"web/a.py": 'open("uploads/in")\n', "ai/a.py": ""}, []),
    "a folder by one setting": (
        "shared-storage",
        {
            "lib/places.py": 'from pathlib import Path\nUPLOAD_DIR = Path("x") / "uploads"\n',
            "web/a.py": "from lib.places import UPLOAD_DIR\nprint(UPLOAD_DIR)\n",
            "ai/a.py": "from lib.places import UPLOAD_DIR\nprint(UPLOAD_DIR)\n",
        },
        [("lib/places.py", 2)],
    ),
    "a key in two places": (
        "implicit-contract",
        {
            "web/a.py": 'def f(redis):\n    redis.set("job:state", 1)\n',
            "ai/a.py": 'def f(redis):\n    redis.get("job:state")\n',
        },
        [("ai/a.py", 2), ("web/a.py", 2)],
    ),
    "a key of a plain dictionary": (
        "implicit-contract",
        {"web/a.py": 'def f(row):\n    row.get("name")\n', "ai/a.py": 'def f(row):\n    row.get("name")\n'},
        [],
    ),
    "a job named in two languages": (
        "implicit-contract",
        {
            "web/a.go": 'package web\nfunc F() { push("video.render") }\nfunc push(name string) {}\n',
            "ai/a.py": 'JOBS = {"video.render": print}\n',
        },
        [("ai/a.py", 1), ("web/a.go", 2)],
    ),
    "AI code takes the context": (
        "web-context-in-ai",
        {"ai/a.go": 'package ai\nimport "github.com/gin-gonic/gin"\nfunc Stream(c *gin.Context) {}\n'},
        [("ai/a.go", 3)],
    ),
    "AI code expects a flusher": (
        "web-context-in-ai",
        {
            "ai/a.go": 'package ai\nimport ("io"; "net/http")\nfunc Stream(w io.Writer) {\n'
            "\tf, _ := w.(http.Flusher)\n\tf.Flush()\n}\n"
        },
        [("ai/a.go", 4)],
    ),
    "AI code takes a writer": (
        "web-context-in-ai",
        {"ai/a.go": 'package ai\nimport "io"\nfunc Stream(w io.Writer) { w.Write(nil) }\n'},
        [],
    ),
    "AI code uses gateway code": (
        "reverse-dependency",
        {
            "web/a.go": "package web\nfunc User() int { return 1 }\n",
            "ai/a.go": 'package ai\nimport "example.org/m/web"\nfunc F() int { return web.User() }\n',
        },
        [("ai/a.go", 3)],
    ),
    "the gateway uses AI code": (
        "reverse-dependency",
        {
            "ai/a.go": "package ai\nfunc F() int { return 1 }\n",
            "web/a.go": 'package web\nimport "example.org/m/ai"\nfunc User() int { return ai.F() }\n',
        },
        [],
    ),
    "a stored type has a field of the AI side": (
        "type-leak",
        {
            "ai/a.go": "package ai\ntype Tool struct{ Name string }\n",
            "store/m.go": 'package store\nimport ("database/sql"; "example.org/m/ai")\n'
            "type Message struct {\n\tTools []ai.Tool\n}\n"
            'func Add(db *sql.DB) { db.Exec("INSERT INTO messages (a) VALUES (1)") }\n',
        },
        [("store/m.go", 4)],
    ),
    "a type of its own": (
        "type-leak",
        {
            "store/m.go": 'package store\nimport "database/sql"\ntype Tool struct{}\n'
            "type Message struct {\n\tTools []Tool\n}\n"
            'func Add(db *sql.DB) { db.Exec("INSERT INTO messages (a) VALUES (1)") }\n'
        },
        [],
    ),
    "a route renders": (
        "renderer-in-ai",
        {
            "video/draw.py": "import moviepy\n\ndef draw():\n    return moviepy.VideoClip()\n",
            "ai/a.py": "from video.draw import draw\n\ndef make():\n    draw()\n",
        },
        [("ai/a.py", 4)],
    ),
    "the renderer renders": (
        "renderer-in-ai",
        {"video/draw.py": "import moviepy\n\ndef draw():\n    return moviepy.VideoClip()\n"},
        [],
    ),
    "code made at run time": (
        "untrusted-code",
        {"ai/a.py": "def run(text):\n    exec(text)\n"},
        [("ai/a.py", 2)],
    ),
    "a program with computed code": (
        "untrusted-code",
        {"ai/a.py": "import subprocess\n\ndef run(path):\n    subprocess.run(['python', path])\n"},
        [("ai/a.py", 4)],
    ),
    "a program of which all is written down": (
        "untrusted-code",
        {"ai/a.py": "import subprocess\n\ndef run():\n    subprocess.run(['python', 'a.py'])\n"},
        [],
    ),
    "a registry of classes": (
        "in-process-state",
        {"web/a.py": "kinds: dict[str, type[object]] = {}\n"},
        [],
    ),
    "a script's own start": (
        "init-side-effect",
        {"ai/a.py": "def serve(): pass\n\nif __name__ == '__main__':\n    serve()\n"},
        [],
    ),
    "code that is there": ("untrusted-code", {"ai/a.py": "def run():\n    print(1)\n"}, []),
    "the worker writes users": (
        "cross-side-write",
        {
            "web/a.py": 'def f(db):\n    db.execute("INSERT INTO users (a) VALUES (1)")\n',
            "ai/a.py": 'def f(db):\n    db.execute("UPDATE users SET a = 2")\n',
        },
        [("ai/a.py", 2)],
    ),
    "importing only looks": (
        "init-side-effect",
        {"ai/a.py": "import os\n\ndef debugs():\n    return os.getenv('A')\n\nLEVEL = debugs() or 2\n"},
        [],
    ),
    "importing fills a registry": (
        "init-side-effect",
        {"ai/a.py": "ALL = {}\n\ndef register(name):\n    ALL[name] = 1\n\nregister('a')\n"},
        [("ai/a.py", 6)],
    ),
    "importing sets a framework up": (
        "init-side-effect",
        {"web/a.py": "import django\ndjango.setup()\n"},
        [("web/a.py", 2)],
    ),
    "a script that builds a package": (
        "init-side-effect",
        {"ai/setup.py": "import setuptools\nsetuptools.setup(name='ai')\n"},
        [],
    ),
    "generated code that registers itself": (
        "init-side-effect",
        {
            "ai/a.go": "// Code generated by protoc. DO NOT EDIT.\npackage ai\n"
            "func init() { add() }\nfunc add() {}\n"
        },
        [],
    ),
    "a producer closes its channel": (
        "in-process-job",
        {
            "web/a.go": GO_ROUTES
            + "func ask(w http.ResponseWriter, r *http.Request) {\n\tch := make(chan string)\n"
            + "\tgo func() {\n\t\tdefer close(ch)\n\t\tch <- ai.Answer(``)\n\t}()\n\t<-ch\n}",
            "ai/model.go": GO_MODEL,
        },
        [],
    ),
    "a task that its starter cancels": (
        "in-process-job",
        {
            "web/a.py": "import asyncio\nasync def watch():\n    while True:\n"
            "        await asyncio.sleep(1)\n"
            "async def f():\n    task = asyncio.create_task(watch())\n    await g()\n    task.cancel()\n"
        },
        [],
    ),
    "a prompt is filled in": (
        "sync-ai-in-handler",
        {
            "ai/model.py": "from langchain.prompts import PromptTemplate\n"
            "ASK = PromptTemplate.from_template('{q}')\n"
            "\ndef answer(question):\n    return ASK.format(q=question)\n",
            "web/a.py": PY_ROUTES.format(call="return answer(question)"),
        },
        [],
    ),
    "the AI side's interface to storage": (
        "sync-ai-in-handler",
        {
            "ai/keep.go": 'package ai\nimport ("context"; "database/sql")\n'
            "type Keeper interface { Latest(ctx context.Context) error }\n"
            "type keeper struct { db *sql.DB }\n"
            "func (k *keeper) Latest(ctx context.Context) error { return k.db.Ping() }\n"
            "func Use(k Keeper) { k.Latest(nil) }\n",
            "web/a.go": GO_ROUTES + "func ask(w http.ResponseWriter, r *http.Request) {\n\tai.Use(nil)\n}",
        },
        [],
    ),
    "a context is a dictionary": (
        "implicit-contract",
        {
            "web/a.py": "def f(context):\n    return context.get('title')\n",
            "ai/a.py": "def f(context):\n    return context.get('title')\n",
        },
        [],
    ),
    "plain types of a package without statements": (
        "type-leak",
        {
            "lib/types/user.go": 'package types\ntype User struct { ID int `gorm:"primaryKey"` }\n'
            'func (User) TableName() string { return "users" }\n',
            "ai/a.go": 'package ai\nimport "example.org/m/lib/types"\nfunc F(u types.User) {}\n',
        },
        [],
    ),
    "each writes its own": (
        "cross-side-write",
        {
            "web/a.py": 'def f(db):\n    db.execute("INSERT INTO users (a) VALUES (1)")\n',
            "ai/a.py": 'def f(db):\n    db.execute("UPDATE chunks SET a = 2")\n',
        },
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind(name):
    kind, sources, expected = CASES[name]
    found = [item for item in BLOCKER_KINDS[kind](sides(sources, ROLES)) if item.kind == kind]
    assert sorted((item.file, item.line) for item in found) == expected, found


def test_a_transaction_over_tables_of_two_owners():
    writes = '\ttx.Exec("INSERT INTO {table} (a) VALUES (1)")\n'
    begin = 'package store\nimport "database/sql"\nfunc F(db *sql.DB) {\n\ttx, _ := db.Begin()\n'
    own = {
        "web/a.py": 'def f(db):\n    db.execute("INSERT INTO users (a) VALUES (1)")\n',
        "ai/a.py": 'def f(db):\n    db.execute("UPDATE chunks SET a = 2")\n',
    }
    both = begin + writes.format(table="users") + writes.format(table="chunks") + "\ttx.Commit()\n}\n"
    one = begin + writes.format(table="users") + "\ttx.Commit()\n}\n"
    for text, expected in ((both, [("store/s.go", 4)]), (one, [])):
        found = BLOCKER_KINDS["transaction"](sides({**own, "store/s.go": text}, ROLES))
        assert [(item.file, item.line) for item in found] == expected


def test_a_type_with_methods_everywhere_is_a_god():
    sources = {f"ai/m{number}.go": f"package ai\nfunc F{number}() {{}}\n" for number in range(5)}
    for number in range(5):
        sources[f"lib/h{number}/h.go"] = f"package h{number}\nfunc G() {{}}\n"
    sources["web/app.go"] = "package web\ntype App struct{}\n"
    for number in range(5):
        sources[f"web/part{number}.go"] = (
            f'package web\nimport ("example.org/m/ai"; "example.org/m/lib/h{number}")\n'
            f"func (a *App) Do{number}() {{ ai.F{number}(); h{number}.G(); Help() }}\n"
        )
    sources["web/help.go"] = "package web\nfunc Help() {}\n"
    found = BLOCKER_KINDS["god-object"](sides(sources, ROLES))
    assert [(item.file, item.line) for item in found] == [("web/app.go", 2)]


def test_a_crowded_folder_is_told_in_brief_with_its_count():
    sources = {
        f"ai/a{number:02}.go": f"package ai\nfunc init() {{ r{number}() }}\nfunc r{number}() {{}}\n"
        for number in range(20)
    }
    found = [item for item in blockers(sides(sources, ROLES)) if item.kind in ALIKE]
    assert len(found) == FOLDER_CAP
    assert f"{20 - FOLDER_CAP} more places" in found[-1].why


def test_files_that_take_types_of_one_folder_are_told_in_brief_those_with_most_types_first():
    keep = 'func Keep(db *sql.DB) { db.Exec("INSERT INTO users (a) VALUES (1)") }\n'
    types = "type User struct { ID int }\ntype Team struct { ID int }\n"
    sources = {"store/s.go": f'package store\nimport "database/sql"\n{types}{keep}'}
    for number in range(FOLDER_CAP + 2):
        given = "u store.User, t store.Team" if number == FOLDER_CAP + 1 else "u store.User"
        sources[f"ai/a{number}.go"] = (
            f'package ai\nimport "example.org/m/store"\nfunc F{number}({given}) {{}}\n'
        )
    found = list(BLOCKER_KINDS["type-leak"](sides(sources, ROLES)))
    assert len(found) == FOLDER_CAP
    assert found[0].file == f"ai/a{FOLDER_CAP + 1}.go"
    assert "; 2 more files take types of store" in found[-1].why


def test_handlers_of_many_files_that_come_through_one_call_are_told_once():
    sources = {
        "ai/model.go": GO_MODEL,
        "web/check.go": 'package web\nimport "example.org/m/ai"\nfunc check() { ai.Answer("") }\n',
    }
    for number in range(4):
        sources[f"web/h{number}.go"] = (
            f'package web\nimport "net/http"\n'
            f'func Routes{number}() {{ http.HandleFunc("/{number}", h{number}) }}\n'
            f"func h{number}(w http.ResponseWriter, r *http.Request) {{ check() }}\n"
        )
    found = [item for item in blockers(sides(sources, ROLES)) if item.kind == "sync-ai-in-handler"]
    assert [(item.file, item.line) for item in found] == [("web/check.go", 3)]
    assert found[0].why.startswith("4 request handlers of 4 files")


def test_what_one_function_starts_is_told_once_with_all_its_lines():
    text = 'package web\nimport "time"\nfunc tick() { for { time.Sleep(1) } }\n'
    text += "func Run() {\n\tgo tick()\n\tgo tick()\n}\n"
    found = [item for item in blockers(sides({"web/a.go": text}, ROLES)) if item.kind == "in-process-job"]
    assert [(item.line, item.more) for item in found] == [(5, (6,))]
