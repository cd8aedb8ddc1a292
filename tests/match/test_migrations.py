"""Steps of the schema's history, told from the statements that a service runs."""

import pytest

from analyzer.extract import FRONTENDS
from analyzer.match.migrations import migrations
from analyzer.model.meaning import TableOp, TableUse
from analyzer.model.source import Language, SourceFile

ALEMBIC = "from alembic import op\ndef upgrade(): op.execute('UPDATE jobs SET state = 1')"
DJANGO = "from django.db import migrations\nclass Migration(migrations.Migration): pass"


@pytest.mark.parametrize(
    ("path", "text", "is_step"),
    [
        ("versions/1a2b.py", ALEMBIC, True),
        ("shop/migrations/0002_fill.py", DJANGO, True),
        ("versions/env.py", "from alembic import context", False),
    ],
)
def test_python_is_told_by_what_it_defines(path, text, is_step):
    file = SourceFile(path, Language.PYTHON, "m")
    surface = FRONTENDS[".py"].extract(file, text.encode()).surface
    assert migrations([surface], ()) == ((path,) if is_step else ())


def test_sql_is_told_by_its_ddl_and_by_numbers_beside_it():
    paths = ("db/0001_make.sql", "db/0002_fill.sql", "db/queries.sql", "q/1_jobs.sql")
    files = [SourceFile(path, Language.SQL, "") for path in paths]
    surfaces = [FRONTENDS[".sql"].extract(file, b"INSERT INTO jobs VALUES (1);").surface for file in files]
    uses = (
        TableUse("db/0001_make.sql", 1, "", "jobs", TableOp.DDL),
        *(TableUse(path, 1, "", "jobs", TableOp.WRITE) for path in paths),
    )
    assert migrations(surfaces, uses) == ("db/0001_make.sql", "db/0002_fill.sql")
