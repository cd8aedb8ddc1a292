"""What one Go file says: each construct in a few lines, with the facts it must give."""

import pytest

from analyzer.extract.go import extract
from analyzer.model.facts import Body, CallFlag, Definition, DefinitionKind, FileFacts
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

HEAD = 'package p\nimport "fmt"\n'


def read(code: str) -> FileFacts:
    return extract(SourceFile("p/a.go", Language.GO, "example.com/p"), (HEAD + code).encode())


def inside(code: str) -> Body:
    return read("func f(s *Server, n int) {\n" + code + "\n}").body


def paths(body: Body) -> list[str]:
    return [each.path for each in body.references if each.path not in ("Server",)]


def definition(code: str, name: str) -> Definition:
    return next(each for each in read(code).surface.definitions if each.name == name)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("func F() {}", {"F": "function"}),
        ("func (s *S[T]) M() {}", {"S.M": "method"}),
        (
            "type S struct{ A, b int; *x.Base; Inner }",
            {"S": "struct", "S.A": "field", "S.b": "field", "S.Base": "field", "S.Inner": "field"},
        ),
        ("type S struct{ In []*struct{ Deep int } }", {"S": "struct", "S.In": "field", "S.In.Deep": "field"}),
        ("type I interface { M(); x.Y }", {"I": "interface", "I.M": "method"}),
        ("type D []int\ntype A = x.B", {"D": "type", "A": "alias"}),
        ("var a, b = f()\nconst c = 1", {"a": "variable", "b": "variable", "c": "constant"}),
        ("var (\n a int\n b int\n)", {"a": "variable", "b": "variable"}),
        ("func F() { go func() {}() }", {"F": "function", "": "closure"}),
        ("func F() { type L struct{ a int } }", {"F": "function", "F.L": "struct", "F.L.a": "field"}),
    ],
)
def test_definitions_are_named_within_the_file(code: str, names: dict[str, str]) -> None:
    assert {each.name: each.kind.value for each in read(code).surface.definitions} == names


def test_a_function_states_its_signature() -> None:
    found = definition(
        "// F does it. Well.\nfunc F[T any](a, b int, c ...*T) (n int, err error) { return }", "F"
    )
    assert [(p.name, p.type) for p in found.parameters] == [("a", "int"), ("b", "int"), ("c", "...*T")]
    assert [(p.name, p.type) for p in found.results] == [("n", "int"), ("err", "error")]
    assert [(p.name, p.type) for p in found.type_parameters] == [("T", "any")]
    assert found.signature == "func F[T any](a, b int, c ...*T) (n int, err error)"
    assert found.doc == "F does it."
    assert (found.line, found.end_line, found.exported) == (4, 4, True)


def test_a_method_states_its_receiver() -> None:
    found = definition("func (s *Server) Get() *Item { return nil }", "Server.Get")
    assert (found.receiver, found.type, found.results[0].type) == ("s", "*Server", "*Item")


def test_ten_parameters_of_one_type_all_have_names() -> None:
    names = [f"p{i}" for i in range(14)]
    found = definition(f"func F({', '.join(names)} any) {{}}", "F")
    assert [(p.name, p.type) for p in found.parameters] == [(name, "any") for name in names]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("*db.Conn", "*db.Conn"),
        ("[]*T", "[]*T"),
        ("[4]T", "[_]T"),
        ("map[string][]db.Row", "map[string][]db.Row"),
        ("<-chan *T", "chan *T"),
        ("func(a int, b ...T) (x db.Row, err error)", "func(int,...T)(db.Row,error)"),
        ("func()", "func()()"),
        ("G[int, *T]", "G[int,*T]"),
        ("(T)", "T"),
        ("interface{}", "any"),
        ("struct{ a int }", "struct#0"),
    ],
)
def test_types_have_one_text(written: str, text: str) -> None:
    assert definition(f"var v {written}", "v").type.replace("struct#1", "struct#0") == text


@pytest.mark.parametrize(
    ("code", "values"),
    [
        (
            "const (\n A State = iota\n B\n C\n)",
            [("A", "State", Constant("0")), ("B", "State", Constant("1")), ("C", "State", Constant("2"))],
        ),
        (
            "const (\n A = 1 << iota\n B\n)",
            [("A", "=<int>", Constant("1 << 0")), ("B", "=<int>", Constant("1 << 1"))],
        ),
        ('const a, b = "x", 2', [("a", "=<string>", Text("x")), ("b", "=<int>", Constant("2"))]),
        ('const p = "a" + "b" + q', [("p", "=<string>", Concat((Text("ab"), Name("q"))))]),
        ('var v = open("x")', [("v", "=open(<string>)", Result(0))]),
    ],
)
def test_constants_and_variables_have_values(code: str, values: list[tuple[str, str, Value]]) -> None:
    assert [(d.name, d.type, d.value) for d in read(code).surface.definitions] == values


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("s.store.Name", ["<*Server>.store.Name"]),
        ("x := s.store\n_ = x.Name", ["<*Server>.store", "{<*Server>.store}.Name"]),
        ("var x *db.Conn\n_ = x.Name", ["db.Conn", "<*db.Conn>.Name"]),
        ("x := T{A: n}\n_ = x.A", ["T", "<T>:A", "<T>.A"]),
        ("x := &T{n: n}\n_ = x.A", ["T", "<T>;n", "<*T>.A"]),
        ("x := []T{{A: 1}}\n_ = x[0].A", ["T", "<[]T>@e:A", "<[]T>[].A"]),
        ("x := new(T)\n_ = x.A", ["new", "T", "<*T>.A"]),
        ("x := y.(*T)\n_ = x.A", ["y", "T", "<*T>.A"]),
        ("x, ok := m[1]\n_ = x.A", ["m", "{m[1]}.A"]),
        (
            "for k, v := range s.all { _ = v.A; _ = k.B }",
            ["<*Server>.all", "{<*Server>.all@v}.A", "{<*Server>.all@k}.B"],
        ),
        ("x := <-s.c\n_ = x.A", ["<*Server>.c", "{<*Server>.c~}.A"]),
        ("x := *s.p\n_ = x.A", ["<*Server>.p", "{<*Server>.p*}.A"]),
        ("switch x := s.v.(type) { case *T: _ = x.A }", ["<*Server>.v", "T", "<*T>.A"]),
        ("if x := s.a; x.B {}\n_ = x.C", ["<*Server>.a", "{<*Server>.a}.B", "x.C"]),
        ("g := func(a *T) {}\n_ = n", ["T"]),
        ("_ = Kind.Method", ["Kind.Method"]),
    ],
)
def test_references_are_access_paths_without_local_names(code: str, expected: list[str]) -> None:
    assert paths(inside(code)) == expected


@pytest.mark.parametrize(
    ("code", "path", "receiver", "name"),
    [
        ("s.db.Get(1)", "<*Server>.db.Get", Name("s.db"), "Get"),
        ("fmt.Println(n)", "fmt.Println", Name("fmt"), "Println"),
        ("helper()", "helper", None, "helper"),
        ("x := New(n)\nx.Run()", "{New(<int>)}.Run", Name("x"), "Run"),
        ("x, err := New()\nx.Run()", "{New()#0}.Run", Name("x"), "Run"),
        ("New().Run()", "New().Run", Result(0), "Run"),
        ("list[0].Run()", "list[0].Run", Index(Name("list"), Constant("0")), "Run"),
        ("Make[T](n)", "Make[T]", None, "Make"),
        ("func() {}()", "<func()()>", Closure(1), ""),
        ("New().a.Run()", "New().a.Run", Select(Result(0), "a"), "Run"),
    ],
)
def test_calls_name_their_callee(code: str, path: str, receiver: Value | None, name: str) -> None:
    call = inside(code).calls[-1]
    assert (call.path, call.receiver, call.name) == (path, receiver, name)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ('"a\\n\\u00e9"', Text("a\né")),
        ("`raw\\n`", Text("raw\\n")),
        ("1.5", Constant("1.5")),
        ("nil", Constant("nil")),
        ("-1", Constant("-1")),
        ("s.name", Name("s.name")),
        ("&s", Name("s")),
        ('[]string{"a", n}', Composite("[]string", (Item(None, Text("a")), Item(None, Name("n"))), 4)),
        ('T{A: "x"}', Composite("T", (Item(Name("A"), Text("x")),), 4)),
        (
            'map[string]T{"k": {1}}',
            Composite("map[string]T", (Item(Text("k"), Composite("", (Item(None, Constant("1")),), 4)),), 4),
        ),
        ('"/v1/" + s.name', Concat((Text("/v1/"), Name("s.name")))),
        ("func() {}", Closure(1)),
        ("n * 2", Hole()),
    ],
)
def test_arguments_have_values(argument: str, value: Value) -> None:
    assert inside(f"run({argument})").calls[-1].arguments[0].value == value


def test_a_spread_argument_is_marked() -> None:
    assert inside("run(s.all...)").calls[0].arguments[0].keyword == "*"


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        ("run()", CallFlag.NONE),
        ("for { run() }", CallFlag.IN_LOOP),
        ("for run() {}", CallFlag.NONE),
        ("go run()", CallFlag.SPAWNED),
        ("for range s.all { defer run() }", CallFlag.IN_LOOP | CallFlag.DEFERRED),
        ("for { func() { run() }() }", CallFlag.NONE),
        ("defer other(run())", CallFlag.NONE),
    ],
)
def test_calls_know_their_circumstances(code: str, flags: CallFlag) -> None:
    assert next(call for call in inside(code).calls if call.name == "run").flags == flags


@pytest.mark.parametrize(
    ("code", "bindings"),
    [
        ("a, b := 1, s", [("a", Constant("1"), "<int>"), ("b", Name("s"), "<*Server>")]),
        (
            "a, err := load()",
            [
                ("a", Index(Result(0), Constant("0")), "{load()#0}"),
                ("err", Index(Result(0), Constant("1")), "{load()#1}"),
            ],
        ),
        ("s.db = open()", [("s.db", Result(0), "<*Server>.db")]),
        (
            'q := "a"\nq += "b"',
            [("q", Text("a"), "<string>"), ("q", Concat((Name("q"), Text("b"))), "<string>")],
        ),
        ("for _, v := range s.all {}", [("v", Element(Name("s.all")), "{<*Server>.all@v}")]),
        ("return n, nil", [("return", Name("n"), "<int>"), ("return", Constant("nil"), "?")]),
        ("var t T", [("t", Hole(), "<T>")]),
    ],
)
def test_bindings(code: str, bindings: list[tuple[str, Value, str]]) -> None:
    assert [(b.name, b.value, b.type) for b in inside(code).bindings] == bindings


def test_a_name_declared_again_in_a_block_keeps_its_type() -> None:
    body = inside("var x Store\nx, err := open()\nx.Get()")
    assert body.calls[-1].path == "<Store>.Get"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('q := "SELECT a FROM b"', [("q", Text("SELECT a FROM b"))]),
        ('run("update items set a = 1")', [("", Text("update items set a = 1"))]),
        ('q := "DELETE FROM " + s.t', [("q", Concat((Text("DELETE FROM "), Name("s.t"))))]),
        (
            'fmt.Sprintf("SELECT %s FROM %s.b", n, "t")',
            [("", Concat((Text("SELECT "), Name("n"), Text(" FROM t.b"))))],
        ),
        ('run("please select one of these")', []),
        ('run("selected")', []),
    ],
)
def test_texts_that_may_hold_sql_are_kept(code: str, found: list[tuple[str, Value]]) -> None:
    assert [(each.name, each.value) for each in inside(code).sql] == found


def test_facts_know_their_scope_and_line() -> None:
    facts = read("func f() {\n g(func() {\n  h()\n })\n}")
    assert [(c.name, c.scope, c.line) for c in facts.body.calls] == [("h", 1, 5), ("g", 0, 4)]
    assert [(d.kind, d.scope) for d in facts.surface.definitions] == [
        (DefinitionKind.FUNCTION, -1),
        (DefinitionKind.CLOSURE, 0),
    ]


def test_new_of_a_value_is_read() -> None:
    body = inside(
        'run(new("a"), new(s.name), new(len("x")), new([]string{"a"}), new(map[string]int{}))\nlast()'
    )
    assert [call.name for call in body.calls] == ["len", "run", "last"]
