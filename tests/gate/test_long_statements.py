"""SQL statements too long for the parser, under the gate."""

from pathlib import Path

from tests.gate.test_cli import CODE, monoscan, write


def test_a_statement_too_long_to_parse_is_judged_by_its_tables(tmp_path: Path) -> None:
    """Also by those at its end; what is fine in it does not stop the gate."""
    write(tmp_path, {**CODE, "monoscan-baseline.jsonl": '{"schema_version": 1}\n'})
    rows = ", ".join(f"({number}, 'x')" for number in range(4000))
    write(tmp_path, {"web/seed.sql": f"INSERT INTO users VALUES {rows};\n"})
    assert monoscan("check", str(tmp_path))[0] == 0
    chosen = rows.replace("'x'", "1")
    write(
        tmp_path,
        {"web/seed.sql": f"SELECT * FROM users WHERE (a, b) IN ({chosen}, (SELECT c, d FROM jobs));\n"},
    )
    code, text = monoscan("check", str(tmp_path))
    assert (code, "MS105" in text) == (1, True)
