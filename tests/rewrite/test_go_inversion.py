"""A package says by an interface of its own what it needs of a type of another one."""

import pytest

from analyzer.model.patch import Move, Patch, Tree
from analyzer.rewrite.extract import extract
from tests.rewrite.sources import carried_out, program

QUEUE = """package queue

import (
	"context"
	"time"
)

type Job struct{}

type Queue struct{ Size int }

func (q *Queue) Push(ctx context.Context, job *Job) error { return nil }

func (q *Queue) Wait(d time.Duration) {}

func (q *Queue) Close() {}
"""
API = """package api

import (
	"context"

	"example.org/m/queue"
)

type Handler struct {
	queue *queue.Queue // the jobs
	n     int          // a number
}

func New(q *queue.Queue) *Handler {
	return &Handler{queue: q}
}

func (h *Handler) Do(ctx context.Context) {
	h.queue.Wait(1)
	later(h.queue, 2)
	BODY
}

func later(q *queue.Queue, n int) {
	if q != nil {
		q.Wait(2)
	}
}
"""
MADE = """package api

import "time"

// Queue is what this package needs of queue.Queue.
type Queue interface {
	Wait(d time.Duration)
}
"""


def patch(body: str, more: dict[str, str] | None = None, unit: str = "queue/queue.go:Queue") -> Patch:
    sources = {"queue/queue.go": QUEUE, "api/api.go": API.replace("BODY", body)} | (more or {})
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts), (), inversions=(Move(unit, "api"),))


def test_parameters_and_fields_become_the_interface() -> None:
    there = carried_out({}, patch("h.n++"))
    assert there["api/queue.go"] == MADE
    assert there["api/api.go"] == (
        API.replace('import (\n\t"context"\n\n\t"example.org/m/queue"\n)', 'import (\n\t"context"\n)')
        .replace("*queue.Queue // the", "Queue // the")
        .replace("int          //", "int   //")
        .replace("*queue.Queue", "Queue")
        .replace("BODY", "h.n++")
    )


def test_types_of_the_other_package_stay_named() -> None:
    found = patch("h.queue.Push(ctx, nil)")
    assert "\tPush(ctx context.Context, job *queue.Job) error\n" in carried_out({}, found)["api/queue.go"]
    assert [note.text for note in found.notes] == [
        "a nil pointer that is handed over is no nil interface",
        "the interface still names types of example.org/m/queue",
    ]


@pytest.mark.parametrize(
    ("reason", "body", "more"),
    [
        ("the type itself is wanted here", "x := h.queue\n\t_ = x", {}),
        ("the type itself is wanted here", "other(h.queue)", {}),
        ("an interface has no fields, nor the methods of embedded types here", "h.n = h.queue.Size", {}),
        (
            "something else has the name of the field",
            "",
            {"api/x.go": "package api\n\ntype T struct{ queue int }\n"},
        ),
        ("the function is used as a value, or an interface asks for it", "f := later\n\t_ = f", {}),
    ],
)
def test_refusals(reason: str, body: str, more: dict[str, str]) -> None:
    assert [each.reason for each in patch(body, more).refusals] == [reason]


def test_a_type_that_is_not_held_or_not_there() -> None:
    assert [each.reason for each in patch("", unit="queue/queue.go:Job").refusals] == [
        "api holds no *Job in parameters or fields of its own"
    ]
    assert [each.reason for each in patch("", unit="queue/queue.go:None").refusals] == [
        "example.org/m/queue declares no None"
    ]
