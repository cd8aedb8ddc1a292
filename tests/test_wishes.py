"""Steering, explaining and trying proposals from the command line, on a program with two mains."""

import json

import pytest
from click.testing import CliRunner

from analyzer.cli import main

CODE = {
    "go.mod": "module x\n\ngo 1.22\n",
    "cmd/shop/main.go": 'package main\n\nimport "x/orders"\n\nfunc main() { orders.Run() }\n',
    "cmd/mail/main.go": 'package main\n\nimport "x/letters"\n\nfunc main() { letters.Run() }\n',
    "orders/orders.go": 'package orders\n\nimport "x/common"\n\nfunc Run() { common.Log() }\n',
    "letters/letters.go": 'package letters\n\nimport "x/common"\n\nfunc Run() { common.Log() }\n',
    "common/common.go": "package common\n\nfunc Log() {}\n",
}


@pytest.fixture
def repository(tmp_path):
    """The small program."""
    for name, text in CODE.items():
        (tmp_path / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "code" / name).write_text(text)
    return tmp_path / "code"


def monoscan(*arguments):
    """Exit code and everything printed."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def homes(repository, *arguments):
    """The boundary of each unit."""
    out = repository.parent / "out"
    code, output = monoscan("analyze", repository, "-o", out, *arguments)
    assert code == 0, output
    units = json.loads((out / "analysis.json").read_text())["units"]
    return {unit["path"]: unit["boundary"] for unit in units}


def test_a_seed_names_the_service_of_its_unit(repository):
    """What only the seed reaches goes with it; what both reach is shared."""
    found = homes(repository, "--seed", "sale=cmd/shop", "--seed", "post=cmd/mail")
    assert found["orders/orders.go"] == "sale"
    assert found["letters/letters.go"] == "post"
    assert found["common/common.go"] == "shared"


def test_a_pin_is_tried_without_writing(repository):
    """Every number before and after; what differs is marked."""
    seeds = ("--seed", "post=cmd/mail", "--seed", "sale=cmd/shop")
    code, output = monoscan("analyze", repository, *seeds, "--what-if", "orders=post")
    assert code == 0
    assert "crossing_references" in output
    assert "*" in output


def test_a_unit_is_explained(repository):
    """Its boundary, how sure that is, and why."""
    code, output = monoscan("explain", repository, "letters/letters.go")
    assert code == 0
    assert "letters/letters.go (5 lines) lies in" in output
    assert "certainty" in output


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("analyze", "--seed", "sale"), "write NAME=UNIT"),
        (("analyze", "--what-if", "=x"), "write UNIT=BOUNDARY"),
        (("analyze", "--seed", "sale=nowhere"), "nowhere"),
        (("explain", "letters/leters.go"), "did you mean `letters/letters.go`?"),
    ],
)
def test_a_wrong_wish_is_one_clear_error(repository, arguments, part):
    """Exit 2, and what to write instead."""
    command, *rest = arguments
    code, output = monoscan(command, repository, *rest)
    assert part in output
    assert code == 2


def test_init_writes_what_the_gate_takes(repository):
    """The proposal as a policy that fits the code, once."""
    assert monoscan("init", repository)[0] == 0
    assert monoscan("baseline", "create", repository)[0] == 0
    assert monoscan("check", repository)[0] == 0
    assert "is there already" in monoscan("init", repository)[1]
