"""A function can be asked of a service: a flag, a client of the same signature, a server, the old code."""

import pytest

from analyzer.model.contract import Caller, Carried, Operation, Shape, TravelVerdict
from analyzer.model.graph import Evidence
from analyzer.model.patch import Patch, Remote, Tree
from analyzer.rewrite.extract import extract
from analyzer.rewrite.go.remote_service import flag, package_text, services_in
from tests.rewrite.sources import carried_out, program

STORE = """package store

import (
	"context"

	"example.org/m/user"
)

type Store struct{ db string }

// Find finds.
func (r *Store) Find(ctx context.Context, id int, deep bool) (*user.User, int, error) {
	return nil, 0, nil
}

func Ping(host string) error { return nil }
"""
USER = "package user\n\ntype User struct{ Name string }\n"
FIND = """package store

import (
	"context"
	"net/http"

	"example.org/m/packages/remote"
	"example.org/m/user"
)

// Find asks the service ai-worker where its flag is on, else it does its work in this process.
func (it *Store) Find(ctx context.Context, id int, deep bool) (*user.User, int, error) {
	if remote.FeatureFlags.UseNewAIWorker {
		return storeFindRemote(ctx, id, deep)
	}
	return it.findLocal(ctx, id, deep)
}

// storeFindCall is what the service is sent.
type storeFindCall struct {
	Id   int  `json:"id"`
	Deep bool `json:"deep"`
}

// storeFindAnswer is what comes back.
type storeFindAnswer struct {
	Value1 *user.User `json:"value1"`
	Value2 int        `json:"value2"`
}

// storeFindRemote asks the service.
func storeFindRemote(ctx context.Context, id int, deep bool) (*user.User, int, error) {
	var answer storeFindAnswer
	err := remote.Call(ctx, "ai-worker", "Store.Find", storeFindCall{Id: id, Deep: deep}, &answer)
	return answer.Value1, answer.Value2, err
}

// ServeFind answers what storeFindRemote asks.
func (it *Store) ServeFind(w http.ResponseWriter, r *http.Request) {
	var call storeFindCall
	if !remote.Read(w, r, &call) {
		return
	}
	var answer storeFindAnswer
	var err error
	answer.Value1, answer.Value2, err = it.findLocal(r.Context(), call.Id, call.Deep)
	remote.Answer(w, answer, err)
}

// MountFind lets a router answer the calls.
func (it *Store) MountFind(router *http.ServeMux) {
	router.HandleFunc("/Store.Find", it.ServeFind)
}
"""
SOURCES = {"store/store.go": STORE, "user/user.go": USER}
DROPPED = ("ctx: its deadline goes with the request", "r: the service itself")


def operation(name: str, *parameters: Carried) -> Operation:
    callers = (Caller("gateway", 1, 0, (Evidence("api/a.go", 3),)),)
    return Operation(
        name, f"example.org/m/store.{name}", "store/store.go", 1, parameters, (), callers, (), True, DROPPED
    )


def asked(sources: dict[str, str], unit: str, *parameters: Carried) -> Patch:
    name = unit.rpartition(":")[2]
    wish = Remote(unit, "ai-worker", operation(name, *parameters))
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts), (), remotes=(wish,))


def test_a_method_becomes_a_call() -> None:
    patch = asked(SOURCES, "store/store.go:Store.Find")
    assert not patch.refusals
    there = carried_out(SOURCES, patch)
    assert there["store/store_find_remote.go"] == FIND
    assert there["store/store.go"] == STORE.replace(") Find(", ") findLocal(")
    assert there["packages/remote/remote.go"].encode() == package_text(["ai-worker"])
    assert [note.evidence for note in patch.notes] == [
        (Evidence("store/store_find_remote.go", 1),),
        (Evidence("api/a.go", 3),),
    ]


def test_a_function_without_context_or_result() -> None:
    made = carried_out(SOURCES, asked(SOURCES, "store/store.go:Ping"))["store/ping_remote.go"]
    assert (
        '\treturn remote.Call(context.Background(), "ai-worker", "Ping", pingCall{Host: host}, nil)\n' in made
    )
    assert "\tremote.Answer(w, nil, pingLocal(call.Host))\n" in made


@pytest.mark.parametrize(
    ("imported", "line"),
    [
        ("github.com/gin-gonic/gin", 'router.POST("/Ping", gin.WrapF(ServePing))'),
        ("github.com/go-chi/chi/v5", 'router.Post("/Ping", ServePing)'),
        (
            "github.com/labstack/echo/v4",
            'router.POST("/Ping", echo.WrapHandler(http.HandlerFunc(ServePing)))',
        ),
        ("github.com/gorilla/mux", 'router.HandleFunc("/Ping", ServePing).Methods(http.MethodPost)'),
    ],
)
def test_the_router_in_use_answers(imported: str, line: str) -> None:
    sources = SOURCES | {"api/a.go": f'package api\n\nimport "{imported}"\n'}
    made = carried_out(sources, asked(sources, "store/store.go:Ping"))["store/ping_remote.go"]
    assert f'"{imported}"' in made and f"\t{line}\n" in made


def test_a_second_service_gets_a_flag_beside_the_first() -> None:
    first = package_text(["renderer"])
    sources = SOURCES | {"packages/remote/remote.go": first.decode()}
    made = carried_out(sources, asked(sources, "store/store.go:Ping"))["packages/remote/remote.go"].encode()
    assert made == package_text(["ai-worker", "renderer"])
    assert services_in(made) == ("ai-worker", "renderer")


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("ai-worker", "UseNewAIWorker"),
        ("renderer", "UseNewRenderer"),
        ("user accounts", "UseNewUserAccounts"),
    ],
)
def test_flags(service: str, name: str) -> None:
    assert flag(service) == name


def source(text: str) -> dict[str, str]:
    return {"store/store.go": f"package store\n\n{text}\n"}


PING = "func Ping(host string) error { return nil }"


@pytest.mark.parametrize(
    ("reason", "sources"),
    [
        ("store/store.go declares no function Ping", source("var Ping = 1")),
        ("it has type parameters", source("func Ping[T any](t T) error { return nil }")),
        ("it has no body in Go", source("func Ping() error")),
        (
            "it stands under a build constraint",
            {"store/store.go": f"//go:build linux\n\npackage store\n\n{PING}\n"},
        ),
        ("its last parameter takes any number of values", source("func Ping(a ...int) error { return nil }")),
        ("it returns no error: a call that failed could not be told", source("func Ping() int { return 1 }")),
        ("a name that the call needs is there already", source(f"{PING}\n\nfunc pingLocal() {{}}")),
        ("packages/remote is there already", source(PING) | {"packages/remote/a.go": "package remote\n"}),
        (
            "the package of the flags was changed by hand",
            source(PING) | {"packages/remote/remote.go": "package remote\n"},
        ),
    ],
)
def test_refusals(reason: str, sources: dict[str, str]) -> None:
    assert [each.reason for each in asked(sources, "store/store.go:Ping").refusals] == [reason]


def test_methods_of_interfaces() -> None:
    sources = source("type Pinger interface{ Ping(host string) error }")
    (refusal,) = asked(sources, "store/store.go:Pinger.Ping").refusals
    assert refusal.reason == "it is a method of an interface: name an implementation"


def test_what_the_contract_forbids() -> None:
    held = Carried("c", "*gin.Context", TravelVerdict.IN_PROCESS, "it lives in its handler", Shape("any"))
    reasons = [each.reason for each in asked(SOURCES, "store/store.go:Ping", held).refusals]
    assert reasons == ["c cannot travel as it is: it lives in its handler"]
    unknown = extract(program(SOURCES), Tree({}), (), remotes=(Remote("store/store.ts:x"),))
    assert [each.reason for each in unknown.refusals] == [
        "operations that become calls are those of Go and Python"
    ]
