"""Each step of inference on the smallest code that needs it: which names of `lib` does `use` reach?"""

import pytest

from tests.link.python.repo import linked, uses

LIB = """
from contextlib import contextmanager
from enum import Enum
from typing import Annotated, Generic, Iterator, Optional, TypeVar, Union
class Base:
    shared = 1
    def inherited(self): pass
class Leaf:
    value = 1
    def go(self): pass
class Tree(Base):
    leaf: Leaf
    leaves: list[Leaf]
    named: dict[str, Leaf]
    def __init__(self):
        self.made = Leaf()
    def first(self) -> "Leaf": pass
    def maybe(self) -> Leaf | None: pass
    def guessed(self):
        return Leaf()
    def me(self):
        return self
    @property
    def top(self) -> Leaf: pass
    @classmethod
    def plant(cls):
        return cls()
    def __enter__(self):
        return self
    def __iter__(self):
        yield Leaf()
    def __getitem__(self, key) -> Leaf: pass
    def __call__(self) -> Leaf: pass
    def same(self) -> Self: pass
class Oak(Tree): pass
class Color(Enum):
    RED = 1
    def paint(self): pass
def make() -> Tree: pass
def guess():
    return Tree()
def pair():
    return Tree(), 1
async def later() -> Tree: pass
def many() -> Iterator[Tree]: pass
@contextmanager
def opened():
    yield Tree()
def either(c):
    if c:
        return Leaf()
    return None
tree = Tree()
declared: Tree = None
trees = [Tree() for _ in range(3)]
by_name = {"a": Leaf(), "b": Leaf()}
T = TypeVar("T")
U = TypeVar("U")
class Store(Generic[T]):
    def get(self) -> T: pass
    def all(self) -> list[T]: pass
    def maybe(self) -> Optional[T]: pass
class Named(Store[U], Generic[U]): pass
class Leafs(Store[Leaf]): pass
class Newer[V]:
    def get(self) -> V: pass
class NewLeafs(Newer[Leaf]): pass
class Deeper(Named[Leaf]): pass
Alias = Tree
Leaves = list[Leaf]
Some = Optional[Leaf]
Any2 = Leaf | None
"""
GO = "lib:Leaf.go"

CASES: list[tuple[str, str]] = [
    ("def f(t: Tree): t.leaf.go()", GO),
    ("def f(t: 'Tree'): t.leaf.go()", GO),
    ("def f(t: Optional[Tree]): t.leaf.go()", GO),
    ("def f(t: Union[Tree, None]): t.leaf.go()", GO),
    ("def f(t: Tree | None): t.leaf.go()", GO),
    ("def f(t: Annotated[Tree, 1]): t.leaf.go()", GO),
    ("def f(t: list[Leaf]):\n    for x in t: x.go()", GO),
    ("def f(t: dict[str, Leaf]):\n    for k, x in t.items(): x.go()", GO),
    ("def f(t: dict[str, Leaf]):\n    for x in t.values(): x.go()", GO),
    ("def f(t: dict[str, Leaf]): t['a'].go()", GO),
    ("def f(t: dict[str, Leaf]): t.get('a').go()", GO),
    ("def f(t: tuple[int, Leaf]): t[1].go()", GO),
    ("def f(t: tuple[Leaf, ...]):\n    for x in t: x.go()", GO),
    ("def f(t: type[Tree]): t().leaf.go()", GO),
    ("def f(*t: Leaf):\n    for x in t: x.go()", GO),
    ("Leafs().get().go()", GO),
    ("Leafs().all()[0].go()", GO),
    ("Leafs().maybe().go()", GO),
    ("Deeper().get().go()", GO),
    ("NewLeafs().get().go()", GO),
    ("for a, b in zip(x, Tree().leaves): b.go()", GO),
    ("x = [(Leaf(), 1), (Leaf(), 2)]\nx[0][0].go()", GO),
    ("x = {'a': [Leaf()]}\nx['a'][0].go()", GO),
    ("def f(s: Store[Leaf]): s.get().go()", GO),
    ("class S(Store[Leaf]):\n    def f(self): self.get().go()", GO),
    ("class S(Store[Leaf]):\n    def get(self): super().get().go()", GO),
    ("def f(t: Alias): t.leaf.go()", GO),
    ("def f(t: Leaves): t[0].go()", GO),
    ("def f(t: Some): t.go()", GO),
    ("def f(t: Any2): t.go()", GO),
    ("T: TypeAlias = Tree | Leaf\ndef f(t: T): t.go()", GO),
    ("type T = Leaf\ndef f(t: T): t.go()", GO),
    ("def f(t=Leaf()): t.go()", GO),
    ("t = Tree()\nt.leaf.go()", GO),
    ("Tree().made.go()", GO),
    ("Tree().leaves[0].go()", GO),
    ("Tree().named['a'].go()", GO),
    ("Tree().first().go()", GO),
    ("Tree().maybe().go()", GO),
    ("Tree().guessed().go()", GO),
    ("Tree().me().leaf.go()", GO),
    ("Tree().top.go()", GO),
    ("Tree.plant().leaf.go()", GO),
    ("Oak().same().leaf.go()", GO),
    ("Tree()[0].go()", GO),
    ("Tree()().go()", GO),
    ("for x in Tree(): x.go()", GO),
    ("with Tree() as t: t.leaf.go()", GO),
    ("with opened() as t: t.leaf.go()", GO),
    ("Oak().leaf.go()", GO),
    ("Oak().inherited()", "lib:Base.inherited"),
    ("Oak.shared", "lib:Base.shared"),
    ("make().leaf.go()", GO),
    ("guess().leaf.go()", GO),
    ("def f():\n    t, n = pair()\n    t.leaf.go()", GO),
    ("async def f():\n    t = await later()\n    t.leaf.go()", GO),
    ("for t in many(): t.leaf.go()", GO),
    ("either(1).go()", GO),
    ("tree.leaf.go()", GO),
    ("declared.leaf.go()", GO),
    ("trees[0].leaf.go()", GO),
    ("by_name['a'].go()", GO),
    ("[x.go() for x in Tree().leaves]", GO),
    ("def f():\n    x = Leaf()\n    def g(): x.go()", GO),
    ("def f():\n    x = None\n    if c: x = Leaf()\n    x.go()", GO),
    ("def f(x):\n    if isinstance(x, Leaf): x.go()", GO),
    ("(Leaf() if c else None).go()", GO),
    ("class T(Tree):\n    def f(self): super().first().go()", GO),
    ("class T(Tree):\n    def f(self): self.leaf.go()", GO),
    ("class T(Tree): pass\ndef f(t: T): t.leaf.go()", GO),
    ("Color.RED.paint()", "lib:Color.paint"),
    ("for c in Color: c.paint()", "lib:Color.paint"),
    ("Tree().leaf.value = 2", "lib:Leaf.value"),
]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_reaches(code: str, expected: str) -> None:
    program = linked({"lib.py": LIB, "use.py": f"from lib import *\n{code}\n"})
    assert expected in uses(program, "use.py")


@pytest.mark.parametrize(
    "code",
    [
        "def f(t): t.go()",
        "def f(t: Other): t.go()",
        "def f(s: Store): s.get().go()",
        "outside().go()",
        "x = [Leaf(), Tree()]\nx[0].go()",
        "def f(t: int): t.go()",
        "def f(Leaf): Leaf.go",
        "for Tree in y: Tree.leaf.go()",
    ],
)
def test_does_not_guess(code: str) -> None:
    program = linked({"lib.py": LIB, "use.py": f"from lib import *\n{code}\n"})
    assert GO not in uses(program, "use.py")


def test_keywords_of_a_made_constructor_name_fields() -> None:
    made = "@dataclass\nclass A:\n    x: int\nclass B:\n    x = Column()\n"
    lib = made + "class C:\n    x: int\n    def __init__(self, x): pass"
    program = linked({"lib.py": lib, "use.py": "from lib import *\nA(x=1)\nB(x=1)\nC(x=1)"})
    assert uses(program, "use.py") == {"lib:A", "lib:A.x", "lib:B", "lib:C"}


def test_what_is_not_known_is_counted_by_reason() -> None:
    program = linked(
        {
            "lib.py": "class Leaf: pass",
            "use.py": "import lib\ndef f(t): t.go()\nlib.none()\nnowhere()\nlib.Leaf().gone()",
        }
    )
    assert {reason: n for reason, n in program.graph.unresolved.items() if n} == {
        "python: name not found": 1,
        "python: no such attribute in class": 1,
        "python: no such name in module": 1,
        "python: receiver of unknown type": 1,
    }
