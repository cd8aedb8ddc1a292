"""SQL text to tables: statements, fragments, holes, prose, and what a parser refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.extract.sql.read import read_sql
from analyzer.model.sql import HOLE, Sql


def shown(sql: Sql) -> str:
    return " ".join(sorted(f"{use.op}:{use.table}" for use in sql.uses))


STATEMENTS = [
    ("SELECT id FROM users WHERE id = $1", "read:users"),
    ("select u.id from users u, teams as t where t.id = u.team", "read:teams read:users"),
    ("SELECT a FROM s.users JOIN public.teams USING (id)", "read:s.users read:teams"),
    ("SELECT a FROM generate_series(1, 2) g, unnest($1::int[]) u, orders", "read:orders"),
    ("SELECT a FROM information_schema.tables, pg_class, orders", "read:orders"),
    ("SELECT EXTRACT(EPOCH FROM created) FROM jobs", "read:jobs"),
    ("WITH old AS (SELECT id FROM a) SELECT id FROM old JOIN b ON true", "read:a read:b"),
    ("WITH users AS (SELECT * FROM users WHERE ok) SELECT * FROM users", "read:users"),
    ("WITH d AS (DELETE FROM a RETURNING id) INSERT INTO b SELECT id FROM d", "write:a write:b"),
    ("INSERT INTO users (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a", "write:users"),
    ("INSERT INTO a SELECT x FROM b", "read:b write:a"),
    ("INSERT IGNORE INTO `users` SET a = 1 ON DUPLICATE KEY UPDATE a = 2", "write:users"),
    ("REPLACE INTO users (a) VALUES (1)", "write:users"),
    ("UPDATE users u SET a = b.x FROM b WHERE b.id = u.id", "read:b write:users"),
    ("UPDATE users SET a = (SELECT max(a) FROM users)", "read:users write:users"),
    ("UPDATE OR IGNORE tags SET a = 1", "write:tags"),
    ("COPY people (a, b) FROM STDIN WITH (FORMAT csv)", "write:people"),
    ("COPY people TO STDOUT", "read:people"),
    ("LOAD DATA INFILE 'x' INTO TABLE people", "write:people"),
    ("UPSERT INTO kv (a) VALUES (1)", "write:kv"),
    (
        "WITH RECURSIVE up(id) AS (VALUES (?::int) UNION SELECT u.id FROM tree t, up u) SELECT 1 FROM up",
        "read:tree",
    ),
    ("WITH x (id) AS (SELECT 1 FROM a WHERE (((), y AS (SELECT 1 FROM x) SELECT 1 FROM y", "read:a"),
    ("UPDATE a JOIN b ON a.x = b.x SET a.y = 1", "read:b write:a"),
    ("DELETE FROM users WHERE id IN (SELECT id FROM stale)", "read:stale write:users"),
    ("DELETE a FROM a JOIN b ON a.x = b.x", "read:b write:a"),
    ("DELETE FROM a USING b WHERE a.x = b.x", "read:b write:a"),
    ("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET x = 1", "read:s write:t"),
    ("TRUNCATE TABLE a, b", "write:a write:b"),
    ("SELECT 1 FROM jobs FOR UPDATE SKIP LOCKED", "read:jobs"),
    ("CREATE TABLE IF NOT EXISTS a (id int REFERENCES b (id))", "ddl:a"),
    ("ALTER TABLE a RENAME old TO new_name", "ddl:a"),
    ("CREATE INDEX i ON a USING gin (b gin_trgm_ops)", "ddl:a"),
    ("DROP INDEX i ON a", ""),
    ("DROP TABLE IF EXISTS a, b", "ddl:a ddl:b"),
    ("-- a comment\n/* another */ SELECT 1 FROM t", "read:t"),
    ("SELECT 1; DELETE FROM t; SELECT 2 FROM u", "read:u write:t"),
    ("DO $$ BEGIN UPDATE t SET a = 1; END $$", "write:t"),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statements(text: str, expected: str) -> None:
    assert shown(read_sql(text)) == expected


FRAGMENTS = [
    ("FROM builds WHERE id = :id", "read:builds"),
    ("LEFT JOIN jobs j ON j.id = b.job", "read:jobs"),
    ("JOIN teams t ON t.id = u.team", "read:teams"),
    ("id NOT IN (SELECT user_id FROM bans)", "read:bans"),
    ("WITH stale AS (SELECT id FROM volumes LIMIT 1)", "read:volumes"),
    ("SELECT a FROM t WHERE (", "read:t"),
    ("SELECT a FROM @@t@@ WHERE at BETWEEN @from AND @to AND b IN :from", "read:t"),
]


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS)
def test_fragments(text: str, expected: str) -> None:
    assert shown(read_sql(text)) == expected


HOLES = [
    ("SELECT %s FROM users WHERE a IN (%s) LIMIT %d", "read:users"),
    (f"SELECT {HOLE} FROM users {HOLE} ORDER BY a", "read:users"),
    (f"SELECT a FROM {HOLE}.users", "read:users"),
    (f"SELECT a FROM {HOLE}users", "read:users"),
    (f"SELECT a FROM users{HOLE}", "read:users"),
    (f"SELECT a FROM {HOLE}ORDER BY a", ""),
    (f"SELECT a FROM logs_{HOLE}", ""),
    ("INSERT INTO /* TEMPLATE: schema */river_job (a) VALUES (@b::text)", "write:river_job"),
    ("SELECT a FROM users {{ if .Where }} WHERE {{ .Where }} {{ end }}", "read:users"),
    ("SELECT a FROM users WHERE (%query%) ORDER BY %order%", "read:users"),
    ("SELECT a FROM {schema}.users WHERE b = sqlc.narg('b')", "read:users"),
    ("UPDATE users SET a = '{\"x\": 1}'", "write:users"),
]


@pytest.mark.parametrize(("text", "expected"), HOLES)
def test_holes(text: str, expected: str) -> None:
    assert shown(read_sql(text)) == expected


def test_a_table_known_at_run_time_is_counted() -> None:
    assert read_sql(f"DELETE FROM {HOLE} WHERE a = 1").computed == 1


PROSE = [
    "Failed selecting from posts",
    "Select a theme from the list.",
    "Delete the user from your account",
    "Update your profile and set a password",
    "create a table for this",
    "insert coin into the slot",
    "delete-token-from-cache",
    "with a little help from my friends",
    "from the beginning",
    "please select one from these",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_sql(text: str) -> None:
    assert read_sql(text) == Sql()


def test_a_column_of_binary_characters_is_read() -> None:
    changes = read_sql("CREATE TABLE keys (name varchar(10) CHARACTER SET utf8 BINARY NOT NULL)").changes
    assert [column.name for change in changes for column in change.columns] == ["name"]


def test_columns_belong_to_their_table() -> None:
    uses = read_sql("SELECT u.a, t.b FROM users u JOIN teams t ON t.id = u.team").uses
    assert {use.table: use.columns for use in uses} == {"users": ("a", "team"), "teams": ("b", "id")}


def test_tables_read_together_are_joined() -> None:
    assert read_sql("SELECT 1 FROM a JOIN b ON true").joined == (("a", "b"),)


HOSTILE = {
    "a statement of a megabyte": "SELECT " + ",".join(["a"] * 500_000) + " FROM users",
    "ten thousand unions": " UNION ".join(f"SELECT a FROM t{n}" for n in range(10_000)),
    "nested subqueries": "SELECT * FROM " + "(SELECT * FROM " * 3000 + "x" + ")" * 3000,
    "nested lists": "SELECT " + "array[" * 300 + "1" + "]" * 300 + " FROM t",
    "brackets": "SELECT " + "(" * 40_000 + " FROM t",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_statements_are_a_problem(text: str) -> None:
    assert read_sql(text).problem


@pytest.mark.parametrize(
    "text", ["SELECT 'abc FROM users", "SELECT a\0b FROM users", "delete " * 20_000 + "from"]
)
def test_broken_statements_are_read_as_far_as_possible(text: str) -> None:
    read_sql(text)


WORDS = [*"()[]'\"`;,.*=?:{\n\0", "--", "/*", "*/", "$1", "t", "u"]
KEYWORDS = ["SELECT", "FROM", "WHERE", "INSERT", "INTO", "UPDATE", "SET", "WITH", "AS", "JOIN", "CASE", "END"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *KEYWORDS]), max_size=40))
def test_any_words_are_read_without_failing(words: list[str]) -> None:
    sql = read_sql("SELECT " + " ".join(words) + " FROM t")
    assert all(use.table for use in sql.uses)


@given(st.text(max_size=80))
def test_any_text_is_read_without_failing(text: str) -> None:
    read_sql(text)
