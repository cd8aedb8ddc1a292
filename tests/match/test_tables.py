"""Tables across files: constants, helpers, named queries, wrappers, generics."""

from itertools import permutations

from tests.match.table_program import shown, tables_of

GO = 'package store\n\nimport "database/sql"\n\n'


def test_a_constant_counts_where_it_stands() -> None:
    found = tables_of(
        {
            "store/a.go": GO + 'const columns = "id"\nconst find = "SELECT " + columns + " FROM users"\n',
            "store/b.go": GO + "func use(db *sql.DB) { db.Query(find) }\n",
        }
    )
    assert shown(found) == ["store/a.go:6 read users"]


def test_a_helper_with_the_table_as_parameter_counts_at_its_calls() -> None:
    source = GO + (
        "func wipe(db *sql.DB, table string) { run(db, table) }\n"
        'func run(db *sql.DB, name string) { db.Exec("DELETE FROM " + name) }\n'
        'func use(db *sql.DB) { wipe(db, "jobs") }\n'
    )
    assert shown(tables_of({"store/a.go": source})) == ["store/a.go:7 write jobs"]


def test_a_field_that_holds_the_table() -> None:
    source = GO + (
        "type base struct { db *sql.DB; table string }\n"
        "func newBase(db *sql.DB, table string) *base { return &base{db: db, table: table} }\n"
        'func (b *base) wipe() { b.db.Exec("DELETE FROM " + b.table) }\n'
        'func use(db *sql.DB) { newBase(db, "jobs").wipe() }\n'
    )
    assert shown(tables_of({"store/a.go": source})) == ["store/a.go:8 write jobs"]


def test_a_field_that_a_variable_of_the_package_holds() -> None:
    source = GO + (
        "type table struct { name string; key string }\n"
        'var jobs = &table{name: "jobs", key: "id"}\n'
        'var runs = table{name: "runs"}\n'
        'func use(db *sql.DB) { db.Exec("DELETE FROM " + jobs.name); db.Exec("DELETE FROM " + runs.name) }\n'
    )
    assert shown(tables_of({"store/a.go": source})) == ["store/a.go:8 write jobs", "store/a.go:8 write runs"]


def test_a_prefix_that_tests_or_settings_give_is_dropped() -> None:
    source = GO + (
        'type config struct { prefix string; Suffix string `json:"suffix"` }\n'
        "type store struct { db *sql.DB; prefix string; settings config }\n"
        'func (s *store) wipe() { s.db.Exec("DELETE FROM " + s.prefix + "jobs") }\n'
        'func (s *config) drop(db *sql.DB) { db.Exec("DELETE FROM " + s.Suffix + "runs") }\n'
        'func example() *config { return &config{Suffix: "demo_"} }\n'
    )
    test = GO + 'func open(db *sql.DB) *store { return &store{db: db, prefix: "test_"} }\n'
    found = tables_of({"store/a.go": source, "store/a_test.go": test})
    assert shown(found) == ["store/a.go:7 write jobs", "store/a.go:8 write runs"]


def test_rows_that_a_field_holds() -> None:
    source = (
        'package store\n\nimport "gorm.io/gorm"\n\n'
        "type Job struct{ ID int }\n"
        "type User struct { Jobs []Job; Late map[string]*Job }\n"
        "func use(db *gorm.DB, user *User) {\n\tdb.Delete(user.Jobs)\n\tdb.Save(user.Late)\n}\n"
    )
    found = shown(tables_of({"store/a.go": source}, "go/gorm"))
    assert [row for row in found if "write" in row] == ["store/a.go:8 write jobs", "store/a.go:9 write jobs"]


def test_a_class_that_django_gives_by_its_label() -> None:
    models = "from django.db import models\nclass {}(models.Model):\n    name = models.TextField()\n"
    views = (
        "from django.apps import apps\n"
        "def late():\n"
        '    Order = apps.get_model("shop.Order")\n'
        "    Order.objects.all()\n"
        'def direct():\n    apps.get_model("bank", "Order").objects.create()\n'
        'def beyond():\n    apps.get_model("auth", "Group").objects.create()\n'
        "def unknown(label):\n    apps.get_model(label).objects.create()\n"
    )
    files = {f"{app}/__init__.py": "" for app in ("shop", "bank", "web")}
    files |= {f"{app}/models.py": models.format("Order") for app in ("shop", "bank")}
    found = shown(tables_of(files | {"web/views.py": views}, "python/django", "python/django-models"))
    assert [row for row in found if row.startswith("web")] == [
        "web/views.py:4 read shop_order",
        "web/views.py:6 write bank_order",
        "web/views.py:8 write auth_group",
    ]


def test_a_manager_of_an_abstract_class_is_about_the_class_it_is_asked_of() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/base.py": (
            "from django.db import models\n"
            "class Base(models.Model):\n"
            "    objects = models.Manager()\n"
            "    class Meta:\n"
            "        abstract = True\n"
        ),
        "shop/models.py": (
            "from shop.base import Base\n"
            "class Order(Base):\n"
            "    @classmethod\n"
            "    def late(cls):\n"
            "        return cls.objects.all()\n"
            "def close(orders):\n"
            "    Order.objects.bulk_create(orders)\n"
        ),
    }
    found = shown(tables_of(files, "python/django", "python/django-models"))
    assert "shop/models.py:5 read shop_order" in found
    assert "shop/models.py:7 write shop_order" in found


def test_a_table_that_a_base_type_leaves_open_counts_at_the_calls_of_those_built_on_it() -> None:
    go = GO + (
        "type base struct { db *sql.DB; table string }\n"
        'func (b base) wipe() { b.db.Exec("DELETE FROM " + b.table) }\n'
        "type jobs struct{ base }\n"
        'func newJobs(db *sql.DB) *jobs { return &jobs{base{db: db, table: "jobs"}} }\n'
        "type runs struct{ base }\n"
        'func newRuns(db *sql.DB) *runs { return &runs{base{db: db, table: "runs"}} }\n'
        "func (j *jobs) Clear() { j.wipe() }\n"
        "func (r *runs) Clear() { r.wipe() }\n"
    )
    assert shown(tables_of({"store/a.go": go})) == ["store/a.go:11 write jobs", "store/a.go:12 write runs"]
    python = (
        "import sqlite3\n"
        "class Base:\n"
        "    table: str\n"
        "    def __init__(self, db: sqlite3.Connection): self.db = db\n"
        '    def wipe(self): self.db.execute("DELETE FROM " + self.table)\n'
        "class Jobs(Base):\n"
        '    table = "jobs"\n'
        "class Runs(Base):\n"
        '    table = "runs"\n'
        "def use(db):\n"
        "    Jobs(db).wipe()\n"
    )
    assert shown(tables_of({"store.py": python})) == ["store.py:11 write jobs"]


def test_named_queries_count_where_the_field_is_used() -> None:
    files = {
        "queries/users.sql": "-- name: get-user\nSELECT * FROM users;\n",
        "models/models.go": 'package models\n\ntype Queries struct {\n\tGetUser any `query:"get-user"`\n}\n',
        "core/core.go": 'package core\n\nimport "example.org/app/models"\n\n'
        "func use(q *models.Queries) any {\n\treturn q.GetUser\n}\n",
    }
    found = tables_of(files, "go/goyesql")
    assert shown(found) == ["core/core.go:6 read users", "queries/users.sql:2 read users"]


def test_a_generic_store_counts_where_it_is_made() -> None:
    source = (
        'package store\n\nimport "gorm.io/gorm"\n\ntype User struct{ ID int }\n\n'
        "type Store[T any] struct{ db *gorm.DB }\n\n"
        "func New[T any](db *gorm.DB) *Store[T] { return &Store[T]{db} }\n\n"
        "func (s *Store[T]) All() []T {\n\tvar rows []T\n\ts.db.Find(&rows)\n\treturn rows\n}\n\n"
        "func use(db *gorm.DB) { New[User](db).All() }\n"
    )
    assert shown(tables_of({"store/a.go": source}, "go/gorm")) == ["store/a.go:17 read users"]


def test_tests_and_undone_statements_are_left_out() -> None:
    found = tables_of({"db/1.sql": "CREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n"})
    assert shown(found) == ["db/1.sql:1 ddl a"] and [t.name for t in found.tables] == ["a"]


def test_the_order_of_files_does_not_matter() -> None:
    files = {
        "a/1.sql": "CREATE TABLE a (id int);",
        "a/2.sql": "ALTER TABLE a ADD COLUMN b int;",
        "store/a.go": GO + 'func use(db *sql.DB) { db.Query("SELECT 1 FROM a JOIN c ON true") }\n',
    }
    results = [tables_of(dict(order)) for order in permutations(files.items())]
    assert all(result == results[0] for result in results)
    assert [join.tables for join in results[0].joins] == [("a", "c")]


def test_a_text_too_long_is_a_problem() -> None:
    found = tables_of({"db/1.sql": "SELECT " + ",".join(["a"] * 20_000) + " FROM t"})
    assert [(problem.path, problem.kind) for problem in found.problems] == [("db/1.sql", "sql")]


def test_rows_are_of_the_model_they_were_read_from() -> None:
    source = (
        "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import DeclarativeBase, Session\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        'class Hero(Base):\n    __tablename__ = "heroes"\n    id = Column(Integer, primary_key=True)\n\n\n'
        "def use(session: Session):\n"
        "    for hero in session.query(Hero).all():\n        session.delete(hero)\n"
    )
    found = shown(tables_of({"app.py": source}, "python/sqlalchemy-orm"))
    assert list(dict.fromkeys(found)) == ["app.py:15 read heroes", "app.py:16 write heroes"]


def test_a_related_manager_is_about_the_model_it_leads_to() -> None:
    models = (
        "from django.db import models\n\n\nclass Shelf(models.Model):\n    pass\n\n\n"
        'class Book(models.Model):\n    shelf = models.ForeignKey(Shelf, related_name="books")\n'
    )
    source = "from shop.models import Shelf\n\nshelf = Shelf.objects.get(pk=1)\n\n\ndef use(shelf: Shelf):\n"
    source += "    shelf.books.create(title='a')\n"
    found = shown(tables_of({"shop/models.py": models, "shop/views.py": source}, "python/django-models"))
    assert found == ["shop/views.py:3 read shop_shelf", "shop/views.py:7 write shop_book"]


def test_a_named_result_is_of_its_type() -> None:
    source = (
        'package store\n\nimport "xorm.io/xorm"\n\ntype User struct{ ID int }\n\n'
        "func all(db *xorm.Session) (users []*User, err error) {\n"
        '\terr = db.Where("id > ?", 1).Find(&users)\n\treturn\n}\n'
    )
    assert shown(tables_of({"store/a.go": source}, "go/xorm")) == ["store/a.go:8 read user"]


def test_a_format_fills_in_the_table_that_a_constant_leaves_open() -> None:
    source = (
        'package store\n\nimport ("database/sql"; "fmt")\n\n'
        'const find = "SELECT a FROM %s JOIN teams ON b = c"\n'
        'func use(db *sql.DB) { db.Query(fmt.Sprintf(find, "users")) }\n'
        "func count(db *sql.DB, table string) { db.Query(fmt.Sprintf(find, table)) }\n"
        'func jobs(db *sql.DB) { count(db, "jobs") }\n'
    )
    found = tables_of({"store/a.go": source}, "go/database-sql")
    assert shown(found) == ["store/a.go:5 read teams", "store/a.go:6 read users", "store/a.go:8 read jobs"]
    assert not found.unseen
