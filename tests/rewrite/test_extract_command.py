"""`monoscan extract` on the bundled example: the result builds, and can be taken back."""

from pathlib import Path

import pytest

from tests.rewrite.checkout import GO, checkout, git, go_says, monoscan
from tests.shell.tree import plant

MOVE = ("--move", "internal/llm=services/ai/llm")
SPLIT = "internal/relay/openai.go=services/ai"
STEPS = {
    "a package": ("internal/llm=services/ai/llm",),
    "a package with a new name": ("internal/common=packages/platform",),
    "several packages": ("internal/relay=services/ai/relay", "internal/llm=services/ai/models"),
    "a file": ("internal/relay/registry.go=internal/relay/registry",),
    "a file to a package that is there": ("internal/common/ids.go=internal/config",),
    "a type with its methods": ("internal/model/user.go:User=packages/types",),
    "a module of its own": (
        "internal/llm=services/ai/llm",
        "internal/relay=services/ai/relay",
        "--new-module=services/ai",
    ),
    "an inverted dependency": ("--invert=internal/controller/controller.go:Controller=internal/router",),
    "shared types first": ("internal/model/user.go:User=packages/types", "--leave-alias"),
    "a folder with all packages in it": ("internal=packages/core",),
    "a step of the plan, in both languages": ("--step=1",),
    "a call of a service": ("--remote=internal/relay/cache.go:Complete",),
    "a whole boundary with its schema": ("--boundary=ai-worker",),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("example"))


def test_a_dry_run_prints_what_git_applies(example: Path) -> None:
    patch = monoscan("extract", ".", *MOVE, folder=example)
    assert git(example, "status", "--porcelain") == ""
    (example.parent / "move.patch").write_text(patch)
    git(example, "apply", "../move.patch")
    assert (example / "services/ai/llm/types.go").exists() and not (example / "internal/llm").exists()
    git(example, "apply", "-R", "../move.patch")
    assert git(example, "status", "--porcelain") == ""


def test_a_boundary_comes_with_its_schema(example: Path) -> None:
    patch = monoscan("extract", ".", "--boundary", "ai-worker", "--to", "worker", folder=example)
    for name in ("ai-worker.sql", "ai-worker.migration.sql"):
        assert f"+++ b/worker/schema/{name}\n" in patch
    assert '+CREATE TABLE "documents"' in patch and '+INSERT INTO "documents"' in patch


def test_paths_count_from_the_top_of_the_work_tree(tmp_path: Path) -> None:
    top = plant(tmp_path / "top", {"back/a/a.go": "package a\n", "back/go.mod": "module m\n"})
    git(top, "init", "-q")
    (top / "move.patch").write_text(monoscan("extract", "back", "--move", "a=b", "--no-cache", folder=top))
    git(top, "apply", "move.patch")
    assert (top / "back/b/a.go").exists() and not (top / "back/a").exists()
    git(top / "back", "apply", "-R", "../move.patch")
    assert (top / "back/a/a.go").exists() and not (top / "back/b").exists()


def test_only_a_clean_tree_is_changed(example: Path) -> None:
    (example / "new.txt").write_text("mine")
    assert "the git tree is not clean" in monoscan("extract", ".", *MOVE, "--apply", folder=example, expect=2)
    monoscan("extract", ".", *MOVE, "--apply", "--force", folder=example)
    git(example, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    (example / "new.txt").unlink()
    assert git(example, "status", "--porcelain") == ""


def test_a_refusal_names_reasons_and_places_and_changes_nothing(example: Path) -> None:
    said = monoscan("extract", ".", "--move", SPLIT, "--apply", folder=example, expect=2)
    assert "refused; nothing was changed" in said and "internal/relay/openai.go:" in said
    assert git(example, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--boundary", "ai-wroker"), "did you mean `ai-worker`?"),
        (("--boundary", "ai-worker", "--step", "1"), "exclude each other"),
        ((), "say what to do"),
    ],
)
def test_what_is_asked_wrongly(asked: tuple[str, ...], said: str, example: Path) -> None:
    assert said in monoscan("extract", ".", *asked, folder=example, expect=2)


@pytest.mark.parametrize("wish", ["internal/llm", "=x", "internal/llm=", "internal/llm=../x", "/etc=x"])
def test_wishes_that_cannot_be_read(wish: str, example: Path) -> None:
    assert "Error" in monoscan("extract", ".", "--move", wish, folder=example, expect=2)


@pytest.mark.skipif(GO is None, reason="needs go")
@pytest.mark.parametrize("moves", STEPS.values(), ids=STEPS)
def test_the_example_builds_after_every_kind_of_step(moves: tuple[str, ...], example: Path) -> None:
    before = go_says(example)
    if any(each.startswith("go build") for each in before):
        pytest.skip("the modules that the example needs are not here")
    wishes = [word for move in moves for word in ((move,) if move.startswith("--") else ("--move", move))]
    said = monoscan("extract", ".", *wishes, "--apply", folder=example)
    assert "to undo: git apply -R" in said
    assert go_says(example) == before == []
    for file in example.glob("*/*/go.mod"):
        assert go_says(file.parent) == []
    git(example, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    assert git(example, "status", "--porcelain") == ""


BOTH_WAYS = """package relay

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"

	"example.com/aiplatform/internal/llm"
	"example.com/aiplatform/packages/remote"
	"github.com/gin-gonic/gin"
)

type echo struct{}

func (echo) Name() string { return "echo" }

func (echo) Supports(model string) bool { return model == "echo" }

func (echo) Complete(_ context.Context, key string, request llm.Request) (*llm.Completion, error) {
	return &llm.Completion{Model: key, Message: request.Messages[0]}, nil
}

func TestBothWays(t *testing.T) {
	Register(echo{})
	engine := gin.New()
	MountComplete(engine)
	server := httptest.NewServer(engine)
	defer server.Close()
	remote.Addresses["ai-worker"] = server.URL
	for _, on := range []bool{false, true} {
		remote.FeatureFlags.UseNewAIWorker = on
		asked := llm.Request{Model: "echo", Messages: []llm.Message{{Role: "user", Content: "hello"}}}
		completion, err := Complete(context.Background(), "k", asked)
		if err != nil || completion.Model != "k" || completion.Message.Content != "hello" {
			t.Fatalf("%v: %v %v", on, completion, err)
		}
		_, err = Complete(context.Background(), "k", llm.Request{Model: "none"})
		var failed *remote.Error
		if err == nil || errors.As(err, &failed) != on || on && failed.Status != 500 {
			t.Fatalf("%v: %v", on, err)
		}
	}
	server.Close()
	if _, err := Complete(context.Background(), "other", llm.Request{Model: "none"}); err == nil {
		t.Fatal("nobody listens")
	}
}
"""


@pytest.mark.skipif(GO is None, reason="needs go")
def test_both_ways_of_a_call_give_the_same(example: Path) -> None:
    monoscan("extract", ".", "--remote", "internal/relay/cache.go:Complete", "--apply", folder=example)
    (example / "internal/relay/both_ways_test.go").write_text(BOTH_WAYS)
    assert go_says(example) == []
    (example / "internal/relay/both_ways_test.go").unlink()
    git(example, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    assert git(example, "status", "--porcelain") == ""
