"""Asking a linked program for one more name."""

import pytest

from analyzer.model.program import Target
from tests.link.python.repo import linked, named

USE = """
from fastapi import APIRouter
from lib import Store
router = APIRouter()
store = Store()
def f(given: Store, bare, r=APIRouter()):
    local = Store()
    made = APIRouter()
    from lib import helper as h
    for each in local.all():
        pass
class View(Store):
    field = 1
    def method(self):
        return self.field
"""
LIB = "class Store:\n    def all(self) -> list['Store']: pass\ndef helper(): pass\n"


def ask(kind: str, scope: str, name: str) -> Target:
    program = linked({"lib.py": LIB, "use.py": USE})
    definitions = program.surfaces[1].definitions
    number = next((i for i, each in enumerate(definitions) if each.name == scope), -1)
    found = (program.resolve if kind == "resolve" else program.type_of)(1, number, name)
    return named(program, found) if isinstance(found, int) else found


@pytest.mark.parametrize(
    ("scope", "name", "resolved", "type_"),
    [
        ("", "router", "use:router", "fastapi.APIRouter()"),
        ("", "router.get", "fastapi.APIRouter().get", "fastapi.APIRouter().get"),
        ("", "APIRouter", "fastapi.APIRouter", "fastapi.APIRouter"),
        ("", "store", "use:store", "lib:Store"),
        ("", "store.all", "lib:Store.all", "lib:Store.all"),
        ("f", "given", None, "lib:Store"),
        ("f", "given.all", "lib:Store.all", "lib:Store.all"),
        ("f", "bare", None, None),
        ("f", "bare.all", None, None),
        ("f", "local.all", "lib:Store.all", "lib:Store.all"),
        ("f", "made.get", "fastapi.APIRouter().get", "fastapi.APIRouter().get"),
        ("f", "h", "lib:helper", "lib:helper"),
        ("f", "each", None, "lib:Store"),
        ("f", "router", "use:router", "fastapi.APIRouter()"),
        ("View.method", "self.field", "use:View.field", "builtins.int()"),
        ("View.method", "self.all", "lib:Store.all", "lib:Store.all"),
        ("View.method", "self", None, "use:View"),
        ("", "nowhere", None, None),
    ],
)
def test_names_as_written(scope: str, name: str, resolved: Target, type_: Target) -> None:
    assert (ask("resolve", scope, name), ask("type_of", scope, name)) == (resolved, type_)
