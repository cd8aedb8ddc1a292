"""The ladder of inference: what the receiver of a selection is, one step a case.

Each case is the body of a function of package p; package d declares what it may reach. The
expected members of package d follow after it.
"""

import pytest

from tests.link.go.repo import linked, uses

LIBRARY = """package d
import "net/http"

type Base struct{ ID int }
func (b *Base) Save() error { return nil }
type Item struct {
	*Base
	Name string
	Next *Item
	Tags map[string]*Tag
	List []Tag
	Hook func(int) *Tag
	In   struct{ Deep Tag }
	Req  *http.Request
}
type Tag struct{ Label string }
func (t Tag) Show() {}
func (t Tag) Copy() Tag { return t }
type Items []*Item
func (l Items) First() *Item { return l[0] }
type Getter interface{ Get(id int) (*Item, error) }
type Store struct{ Getter }
func (s *Store) All() []*Item { return nil }
func Open() (*Store, error) { return nil, nil }
func New(name string) *Item { return nil }
func Walk(yield func(int, *Item) bool) {}
func Each(f func(*Item)) {}
var Default = New("x")
var Count int
const Limit = 3
type Option func(*Item)
func WithName(n string) Option { return nil }
type Box[T any] struct{ Value T; More []T }
func (b *Box[E]) Get() E { return b.Value }
func Wrap[T any](v T) *Box[T] { return nil }
func First[T any](l []T) T { return l[0] }
func Convert[A, B any](l []A, f func(A) B) []B { return nil }
type Alias = Item
type Status string
const Good Status = "good"
func (s Status) Valid() bool { return true }
"""

CASES = {
    # names
    "d.New(``)": "New",
    "_ = d.Limit + d.Count": "Count Limit",
    "var f d.Option = d.WithName(``); _ = f": "Option WithName",
    # declared types
    "var i d.Item; i.Save()": "Base.Save Item",
    "var i *d.Item; _ = i.Next.Next.Name": "Item Item.Name Item.Next",
    "var i d.Item; _ = i.ID": "Base.ID Item",
    "func(i *d.Item) { _ = i.Name }(nil)": "Item Item.Name",
    "var a d.Alias; _ = a.Name": "Alias Item.Name",
    # literals and their keys
    "_ = d.Item{Name: ``}": "Item Item.Name",
    "i := &d.Item{}; i.Save()": "Base.Save Item",
    "_ = []d.Item{{Name: ``}}": "Item Item.Name",
    "_ = map[string]*d.Item{`k`: {Name: ``}}": "Item Item.Name",
    "_ = map[d.Status]int{d.Good: 1}": "Good Status",
    "_ = d.Item{Base: &d.Base{ID: 1}}": "Base Base.ID Item Item.Base",
    "_ = d.Item{In: struct{ Deep d.Tag }{}}": "Item Item.In Tag",
    # made values
    "i := new(d.Item); _ = i.Name": "Item Item.Name",
    "l := make([]d.Item, 1); _ = l[0].Name": "Item Item.Name",
    "s := d.Status(``); s.Valid()": "Status Status.Valid",
    "i := (*d.Item)(nil); _ = i.Name": "Item Item.Name",
    "var x any; i := x.(*d.Item); _ = i.Name": "Item Item.Name",
    "var x any; i, ok := x.(*d.Item); _, _ = i.Name, ok": "Item Item.Name",
    # results
    "_ = d.New(``).Name": "Item.Name New",
    "s, err := d.Open(); _ = err; s.All()": "Open Store.All",
    "s, _ := d.Open(); i, _ := s.Get(1); _ = i.Name": "Getter.Get Item.Name Open",
    "_ = d.Default.Name": "Default Item.Name",
    "d.Good.Valid()": "Good Status.Valid",
    "i := d.Default; j := i.Next; _ = j.Name": "Default Item.Name Item.Next",
    # elements
    "for _, i := range (&d.Store{}).All() { i.Save() }": "Base.Save Store Store.All",
    "for k, v := range d.Default.Tags { _ = k; v.Show() }": "Default Item.Tags Tag.Show",
    "_ = d.Default.Tags[`a`].Label": "Default Item.Tags Tag.Label",
    "_ = d.Default.List[0].Label": "Default Item.List Tag.Label",
    "_ = d.Default.List[1:][0].Label": "Default Item.List Tag.Label",
    "var l d.Items; _ = l[0].Name; l.First().Save()": "Base.Save Item.Name Items Items.First",
    "l := append([]*d.Item{}, nil); _ = l[0].Name": "Item Item.Name",
    "c := make(chan *d.Item); i := <-c; _ = i.Name": "Item Item.Name",
    "var c chan d.Item; for i := range c { _ = i.Name }": "Item Item.Name",
    "var c chan d.Item; select { case i := <-c: _ = i.Name }": "Item Item.Name",
    "for i, v := range d.Walk { _ = i; _ = v.Name }": "Item.Name Walk",
    "_ = (*d.Default).Name": "Default Item.Name",
    "p := &d.Default; _ = (*p).Name": "Default Item.Name",
    # type switches and function values
    "var x any; switch v := x.(type) { case *d.Item: _ = v.Name }": "Item Item.Name",
    "_ = d.Default.Hook(1).Label": "Default Item.Hook Tag.Label",
    "f := d.New; _ = f(``).Name": "Item.Name New",
    "f := func() *d.Item { return nil }; _ = f().Name": "Item Item.Name",
    "f := (*d.Item).Save; _ = f": "Base.Save Item",
    "_ = d.Default.In.Deep.Label": "Default Item.In Item.In.Deep Tag.Label",
    # generics
    "b := d.Box[d.Tag]{}; _ = b.Value.Label": "Box Box.Value Tag Tag.Label",
    "b := &d.Box[*d.Tag]{}; b.Get().Show()": "Box Box.Get Tag Tag.Show",
    "var b d.Box[d.Tag]; _ = b.More[0].Label": "Box Box.More Tag Tag.Label",
    "b := d.Wrap(d.Default); _ = b.Value.Name": "Box.Value Default Item.Name Wrap",
    "b := d.Wrap[d.Tag](d.Tag{}); _ = b.Value.Label": "Box.Value Tag Tag.Label Wrap",
    "_ = d.First(d.Default.List).Label": "Default First Item.List Tag.Label",
    "l := d.Convert([]d.Item{}, func(i d.Item) d.Tag { return i.List[0] }); _ = l[0].Label": (
        "Convert Item Item.List Tag Tag.Label"
    ),
    "l := d.Convert([]d.Tag{}, (d.Tag).Copy); _ = l[0].Label": "Convert Tag Tag.Copy Tag.Label",
    # what is not known stays unknown
    "d.Default.Req.Header.Get(``)": "Default Item.Req",
    "var i d.Item; _ = i.Nothing": "Item",
    "d := other{}; _ = d.Default": "",
    "var x any; x.Show()": "",
}


@pytest.mark.parametrize("code", CASES)
def test_inference(code: str) -> None:
    program = linked({"d/d.go": LIBRARY, "p/p.go": f'import "m/d"\nvar _ d.Getter\nfunc f() {{ {code} }}'})
    expected = sorted({"Getter", *CASES[code].split()})
    assert [each.partition(":")[2] for each in uses(program, "p/p.go")] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("type Own struct{ d.Item }\nfunc (o Own) f() { o.Save(); _ = o.Name }", "Base.Save Item Item.Name"),
        ("type own d.Item\nfunc f(o own) { _ = o.Name }", "Item Item.Name"),
        ("type S struct{ items []*d.Item }\nfunc (s *S) f() { s.items[0].Save() }", "Base.Save Item"),
        ("var v = d.New(``)\nfunc f() { v.Save() }", "Base.Save New"),
        ("var a, b = d.Open()\nfunc f() { a.All() }", "Open Store.All"),
        ("func g[T d.Getter](t T) { t.Get(1) }", "Getter Getter.Get"),
        ("func g[T any](t T) *d.Item { return nil }\nfunc f() { _ = g(1).Name }", "Item Item.Name"),
        ("type C[T d.Getter] struct{ in []T }\nfunc (c *C[E]) f() { c.in[0].Get(1) }", "Getter Getter.Get"),
        (
            "func g[A, B any](a A, f func(A) B) B\nfunc f() { _ = g[int, d.Item](1, nil).Name }",
            "Item Item.Name",
        ),
        ("type L[T any] struct{ head *d.Box[T] }\nfunc (l *L[T]) f() { l.head.Get() }", "Box Box.Get"),
        ("func f() { type t struct{ i d.Item }; x := t{}; _ = x.i.Name }", "Item Item.Name"),
        ("func f() { for _, c := range []struct{ i *d.Item }{{i: nil}} { c.i.Save() } }", "Base.Save Item"),
        ("func f(opts ...*d.Item) { opts[0].Save() }", "Base.Save Item"),
        ("func f() (i *d.Item, err error) { i.Save(); return }", "Base.Save Item"),
        ('import "slices"\nfunc f(l []*d.Item) { slices.Clone(l)[0].Save() }', "Base.Save Item"),
        (
            'import "maps"\nfunc f(l map[string]*d.Item) { for i := range maps.Values(l) { i.Save() } }',
            "Base.Save Item",
        ),
        (
            'import "sync/atomic"\nvar p atomic.Pointer[d.Item]\nfunc f() { p.Load().Save() }',
            "Base.Save Item",
        ),
        (
            'import "errors"\nfunc f() { i, ok := errors.AsType[*d.Item](nil); _, _ = i.Name, ok }',
            "Item Item.Name",
        ),
    ],
)
def test_declarations_carry_types(code: str, expected: str) -> None:
    program = linked({"d/d.go": LIBRARY, "p/p.go": f'import "m/d"\n{code}'})
    assert [each.partition(":")[2] for each in uses(program, "p/p.go")] == sorted(expected.split())
