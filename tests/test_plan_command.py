"""`monoscan plan` that writes files: contracts by provider."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openapi_spec_validator import validate

from analyzer.cli import main
from tests.shell.tree import plant

FILES = {
    "go.mod": "module example.com/m\n",
    "web/a.go": 'package web\n\nimport "example.com/m/work"\n\nfunc A() int { return work.Run("a") }\n',
    "work/b.go": "package work\n\nfunc Run(name string) int { return 1 }\n",
    "monoscan.toml": '[boundaries.web]\nfiles = ["web"]\n[boundaries.work]\nfiles = ["work"]\n',
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return plant(tmp_path / "repo", FILES)


def run(repo: Path, *arguments: object) -> Result:
    """The command without cache, in this process."""
    given = ["plan", repo, "--no-cache", "--jobs", "1", *arguments]
    return CliRunner().invoke(main, [str(argument) for argument in given])


def test_each_provider_gets_a_draft_that_is_valid(repo: Path, tmp_path: Path) -> None:
    done = run(repo, "--contract", "openapi", "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout) == (0, ""), done.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "work.openapi.json"
    document = json.loads(file.read_text())
    validate(document)
    assert list(document["paths"]) == ["/Run"]
    done = run(repo, "--contract", "proto", "-o", tmp_path / "out")
    assert "rpc Run(RunRequest) returns (RunResponse);" in (tmp_path / "out" / "work.proto").read_text()


def test_a_boundary_that_nobody_calls_needs_no_contract(repo: Path, tmp_path: Path) -> None:
    done = run(repo, "--contract", "openapi", "--boundary", "web", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "nothing to write" in done.stderr
    assert not (tmp_path / "out").exists()


def test_contracts_need_a_folder(repo: Path) -> None:
    done = run(repo, "--contract", "openapi")
    assert done.exit_code == 2
    assert "name their folder with -o" in done.stderr


def test_the_plan_names_operations_and_verdicts(repo: Path) -> None:
    assert "| `Run` | work/b.go:3 | as-is | 1 |" in run(repo, "--format", "markdown").stdout
    plan = json.loads(run(repo, "--format", "json").stdout)
    assert [one["provider"] for one in plan["contracts"]] == ["work"]


def test_each_owner_gets_a_schema_and_a_migration(repo: Path, tmp_path: Path) -> None:
    plant(repo, {"work/1.sql": "CREATE TABLE jobs (id INT PRIMARY KEY);\n"})
    head = 'package work\n\nimport "database/sql"\n\n'
    use = 'func Add(db *sql.DB) { db.Exec("INSERT INTO jobs (id) VALUES (1)") }\n'
    plant(repo, {"work/c.go": head + use})
    done = run(repo, "--schema", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["work.migration.sql", "work.sql"]
    assert 'CREATE TABLE "jobs"' in (tmp_path / "out" / "work.sql").read_text()
    plan = json.loads(run(repo, "--format", "json").stdout)
    assert plan["data"]["schemas"] == [{"owner": "work", "tables": ["jobs"], "loose": []}]
    assert "| `jobs` | work | 0/1 |" in run(repo, "--format", "markdown").stdout
