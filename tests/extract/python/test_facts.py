"""What the Python front-end says about a few lines of code."""

from time import process_time

import pytest

from analyzer.extract.python import extract
from analyzer.model.facts import Argument, Body, CallFlag, DefinitionKind, Surface
from analyzer.model.source import Language, SourceFile
from analyzer.model.values import (
    Closure,
    Composite,
    Concat,
    Constant,
    Element,
    Hole,
    Index,
    Item,
    Name,
    Result,
    Select,
    Text,
    Value,
)


def surface(code: str, is_test: bool = False) -> Surface:
    return extract(SourceFile("m.py", Language.PYTHON, "m", is_test), code.encode()).surface


def body(code: str) -> Body:
    return extract(SourceFile("m.py", Language.PYTHON, "m"), code.encode()).body


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f(x)", ["f"]),
        ("a.b.c(x)", ["a.b.c"]),
        ("x = a.make()\nx.run()", ["a.make", "x.run"]),
        ("def f():\n    x = a.make()\n    x.run()", ["a.make", "(a.make()).run"]),
        ("def f(s: Server):\n    s.store.get()", ["(<Server>).store.get"]),
        ("def f(s: 'db.Store'):\n    s.get()", ["(<db.Store>).get"]),
        ("def f(s: Optional[Store]):\n    s.get()", ["(<Optional[Store]>).get"]),
        ("def f(s: Store | None):\n    s.get()", ["(<Store|None>).get"]),
        ("def f(*s: Store):\n    s[0].get()", ["(<tuple[Store]>[0]).get"]),
        ("def f(**s: Store):\n    s['a'].get()", ["(<dict[str,Store]>[]).get"]),
        ("def f(s: Annotated[Store, 1]):\n    s.get()", ["(<Store>).get"]),
        ("class A:\n    def m(self):\n        self.n()", ["(<#0>).n"]),
        ("class A:\n    @classmethod\n    def m(cls):\n        cls.n()", ["classmethod", "(#0).n"]),
        ("class A(B):\n    def m(self):\n        super().m()", ["super", "(<^#0>).m"]),
        ("def f(xs: list[A]):\n    for x in xs:\n        x.go()", ["(<list[A]>[*]).go"]),
        ("def f():\n    return [x.go() for x in g()]", ["g", "(g()[*]).go"]),
        ("def f():\n    a, b = g()\n    b.go()", ["g", "(g()[1]).go"]),
        ("def f():\n    a, b = A(), B()\n    b.go()", ["A", "B", "(B()).go"]),
        ("def f():\n    with g() as h:\n        h.go()", ["g", "(g().__enter__()).go"]),
        ("def f():\n    if x := g():\n        x.go()", ["g", "(g()).go"]),
        ("def f():\n    try:\n        pass\n    except E as e:\n        e.go()", ["(E()).go"]),
        ("def f():\n    from a import b\n    b.go()", ["@0.go"]),
        ("def f():\n    def g(): pass\n    g()", ["#1"]),
        ("def f():\n    x = A() if c else B()\n    x.go()", ["A", "B", "(A()/B()).go"]),
        ("def f():\n    x = A()\n    if c:\n        x = B()\n    x.go()", ["A", "B", "(A()/B()).go"]),
        (
            "def f():\n    x = A()\n    if c:\n        x = B()\n        return\n    x.go()",
            ["A", "B", "(A()).go"],
        ),
        ("def f(x):\n    if isinstance(x, A):\n        x.go()\n    x.no()", ["isinstance", "(<A>).go", "?"]),
        ("def f(x):\n    if not isinstance(x, A):\n        return\n    x.go()", ["isinstance", "(<A>).go"]),
        ("def f():\n    x = [A(), A()]\n    x[0].go()", ["A", "A", "([A()][0]).go"]),
        ("def f():\n    x = [A(), B()]\n    x[0].go()", ["A", "B", "(<list>[0]).go"]),
        (
            "def f():\n    for i, x in enumerate(g()):\n        x.go()",
            ["g", "enumerate", "(g()[#][*][1]).go"],
        ),
        ("def f():\n    for x in sorted(g()):\n        x.go()", ["g", "sorted", "(g()[*]).go"]),
        ("from typing import cast\ndef f(x):\n    cast(A, x).go()", ["cast", "(<A>).go"]),
        ("def f(x):\n    x.go()", ["?"]),
        ("def f(x):\n    x = x or A()\n    x.go()", ["A", "(A()).go"]),
        ("def f():\n    global g\n    g.go()", ["g.go"]),
        ("def f():\n    def g(): x.go()\n    x = A()", ["(A()).go", "A"]),
        ("f()()", ["f", "(f())"]),
        ("(a + b).go()", ["?"]),
        ("(a + b)()", [""]),
        ("'x'.join(y)", ["(<str>).join"]),
    ],
)
def test_calls_are_access_paths(code: str, expected: list[str]) -> None:
    assert [call.path for call in body(code).calls] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f('a')", Text("a")),
        ("f(1)", Constant("1")),
        ("f(None)", Constant("None")),
        ("f(a.b)", Name("a.b")),
        ("f(g())", Result(0)),
        ("f(g().x)", Select(Result(0), "x")),
        ("f(a[1])", Index(Name("a"), Constant("1"))),
        ("f([1])", Composite("list", (Item(None, Constant("1")),), 1)),
        ("f({'k': v})", Composite("dict", (Item(Text("k"), Name("v")),), 1)),
        ("f([*a])", Composite("list", (Item(Constant("*"), Name("a")),), 1)),
        ("f(lambda x: x)", Closure(0)),
        ("f(f'a{b}c')", Concat((Text("a"), Name("b"), Text("c")))),
        ("f('a' + b)", Concat((Text("a"), Name("b")))),
        ("f('a' 'b')", Text("ab")),
        ("f('a%sc' % b)", Concat((Text("a"), Name("b"), Text("c")))),
        ("f('a%(k)s' % {'k': b})", Concat((Text("a"), Name("b")))),
        ("f('{}/{k}'.format(a, k=b))", Concat((Name("a"), Text("/"), Name("b")))),
        ("f('a\\n\\x41\\u00e9')", Text("a\nA\u00e9")),
        ("f(r'\\d')", Text("\\d")),
        ("f(a < b)", Hole()),
    ],
)
def test_values_of_arguments(code: str, expected: Value) -> None:
    facts = body(code)
    assert facts.calls[-1].arguments == (Argument(expected),)


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        ("f()", CallFlag.NONE),
        ("for x in y:\n    f()", CallFlag.IN_LOOP),
        ("while x:\n    f()", CallFlag.IN_LOOP),
        ("[f() for x in y]", CallFlag.IN_LOOP),
        ("async def g():\n    await f()", CallFlag.AWAITED),
        ("@f\ndef g(): pass", CallFlag.DECORATOR),
        ('if __name__ == "__main__":\n    f()', CallFlag.SCRIPT),
        ('if __name__ == "a":\n    f()', CallFlag.NONE),
        ("@f()\ndef g(): pass", CallFlag.DECORATOR),
    ],
)
def test_circumstances_of_a_call(code: str, flags: CallFlag) -> None:
    assert body(code).calls[0].flags == flags


def test_spread_and_named_arguments() -> None:
    assert body("f(*a, k=b, **c)").calls[0].arguments == (
        Argument(Name("a"), "*"),
        Argument(Name("b"), "k"),
        Argument(Name("c"), "**"),
    )


def test_a_decorator_names_what_it_decorates() -> None:
    facts = extract(SourceFile("m.py", Language.PYTHON, "m"), b"@app.get('/x')\nasync def h(): pass")
    call = facts.body.calls[0]
    assert (call.name, call.receiver, call.decorates) == ("get", Name("app"), 0)
    assert facts.surface.definitions[0].tag == "app.get"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1", [("x", DefinitionKind.VARIABLE, "=<int>")]),
        ("X = 'a'", [("X", DefinitionKind.CONSTANT, "=<str>")]),
        ("x: A = f()", [("x", DefinitionKind.VARIABLE, "A")]),
        ("x = None\nx = A()", [("x", DefinitionKind.VARIABLE, "=A()")]),
        ("class A:\n    x: int = 1", [("A", DefinitionKind.CLASS, ""), ("A.x", DefinitionKind.FIELD, "int")]),
        (
            "class A:\n    def __init__(self, s: S):\n        self.s = s",
            [
                ("A", DefinitionKind.CLASS, ""),
                ("A.__init__", DefinitionKind.METHOD, ""),
                ("A.s", DefinitionKind.FIELD, "=<S>"),
            ],
        ),
        (
            "def f():\n    def g(): pass",
            [("f", DefinitionKind.FUNCTION, ""), ("f.g", DefinitionKind.FUNCTION, "")],
        ),
        (
            "def f():\n    global x\n    x = A()",
            [("f", DefinitionKind.FUNCTION, ""), ("x", DefinitionKind.VARIABLE, "=A()")],
        ),
        ("type Pair = A | B", [("Pair", DefinitionKind.VARIABLE, "=<type[A|B]>")]),
    ],
)
def test_definitions(code: str, expected: list[tuple[str, DefinitionKind, str]]) -> None:
    assert [(d.name, d.kind, d.type) for d in surface(code).definitions] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f() -> A: pass", [("", "A")]),
        ("def f():\n    return A()", [("", "=A()")]),
        ("def f(a: A):\n    return a", [("", "=<A>")]),
        ("def f():\n    yield A()", [("yield", "=A()")]),
        ("def f(a):\n    return a", []),
    ],
)
def test_results(code: str, expected: list[tuple[str, str]]) -> None:
    assert [(r.name, r.type) for r in surface(code).definitions[0].results] == expected


def test_a_class_and_a_function_describe_themselves() -> None:
    code = '@tag\nclass A(B, c.D, metaclass=M):\n    """Does it. Well."""\n    def f(self, a: int = 1): pass'
    owner, method = surface(code).definitions
    assert (owner.bases, owner.doc, owner.tag) == (("B", "c.D"), "Does it.", "tag")
    assert owner.signature == "class A(B, c.D, metaclass=M)"
    assert method.signature == "def f(self, a: int = 1)"
    assert [p.name for p in method.parameters] == ["self", "a"]
    assert method.parameters[1].default == Constant("1")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__ = ('a',)\n__all__ += ['b']", ("a", "b")),
        ("x = 1", None),
    ],
)
def test_names_listed_for_star(code: str, names: tuple[str, ...] | None) -> None:
    assert surface(code).all_names == names


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("for x in y: pass", ("x", Element(Name("y")))),
        ("a, b = f()", ("a", Index(Result(0), Constant("0")))),
        ("def f():\n    return 1", ("return", Constant("1"))),
        ("x += 'a'", ("x", Concat((Name("x"), Text("a"))))),
        ("lambda: g", ("return", Name("g"))),
    ],
)
def test_bindings(code: str, expected: tuple[str, Value]) -> None:
    binding = body(code).bindings[0]
    assert (binding.name, binding.value) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("q = 'SELECT a FROM t'", [("q", Text("SELECT a FROM t"))]),
        ("f('insert into t values (1)')", [("", Text("insert into t values (1)"))]),
        (
            "f(f'DELETE FROM {t} WHERE 1')",
            [("", Concat((Text("DELETE FROM "), Name("t"), Text(" WHERE 1"))))],
        ),
        ("f('UPDATE t SET a = ' + b)", [("", Concat((Text("UPDATE t SET a = "), Name("b"))))]),
        ("f('SELECT {} FROM t'.format(a))", [("", Concat((Text("SELECT "), Name("a"), Text(" FROM t"))))]),
        ("f('select an option')", [("", Text("select an option"))]),
        ("f('please select one')", []),
        ("def f():\n    'SELECT a FROM t'", []),
    ],
)
def test_candidates_for_sql(code: str, expected: list[tuple[str, Value]]) -> None:
    assert [(sql.name, sql.value) for sql in body(code).sql] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a.b", ["a.b"]),
        ("def f(x: A): pass", ["A"]),
        ("def f(x: 'list[a.B]'): pass", ["list", "a.B"]),
        ("class A(B[C]): pass", ["B", "C"]),
        ("a.b = 1", ["a.b"]),
        ("match x:\n    case A(y=B.C): pass", ["x", "A", "B.C"]),
        ("def f(x):\n    y = x\n    y", []),
        ("def f(x):\n    x.y", ["?"]),
    ],
)
def test_references(code: str, expected: list[str]) -> None:
    assert [reference.path for reference in body(code).references] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f([a] + [b])", Composite("list", (Item(None, Name("a")), Item(None, Name("b"))), 1)),
        ("f([a] + b)", Composite("list", (Item(None, Name("a")), Item(Constant("*"), Name("b"))), 1)),
        ("f(a + b)", Concat((Name("a"), Name("b")))),
        ("f(1 + 2)", Hole()),
        ("f(a * b)", Hole()),
    ],
)
def test_sums(code: str, expected: Value) -> None:
    assert body(code).calls[-1].arguments == (Argument(expected),)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("__all__ = other.__all__ + ['a']", None),
        ("__all__ = ['a']\n__all__ += other.__all__", None),
        ("__all__ = [*other.__all__, 'a']", None),
    ],
)
def test_names_for_star_that_are_not_spelled_out(code: str, names: tuple[str, ...] | None) -> None:
    assert surface(code).all_names == names


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n" + "".join(f"    x{i} = g()\n    if x{i}:\n        y{i} = 1\n" for i in range(3000)),
        "def f():\n" + "".join(f"    for x{i} in y:\n        pass\n" for i in range(3000)),
        "x = 'a'" + " + b" * 10_000,
        "x = '" + "\\n" * 100_000 + "'",
        "x = '''" + "\n" * 100_000 + "'''",
    ],
)
def test_time_grows_with_the_size_of_the_file(code: str) -> None:
    started = process_time()
    body(code)
    assert process_time() - started < 3
