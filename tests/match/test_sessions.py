"""Sessions of SQLAlchemy in files that import nothing of it."""

import pytest

from tests.match.table_program import shown, tables_of

MODELS = (
    "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import DeclarativeBase\n\n\n"
    "class Base(DeclarativeBase):\n    pass\n\n\n"
    'class User(Base):\n    __tablename__ = "users"\n    id = Column(Integer, primary_key=True)\n'
)
SESSION = (
    "from typing import Annotated\nfrom fastapi import Depends\nfrom sqlalchemy.orm import Session\n\n\n"
    "def get_db(): ...\n\n\nDbSession = Annotated[Session, Depends(get_db)]\n"
)
VIEW = "from core import DbSession\nfrom service import use\n\n\ndef view(db: DbSession):\n    use(db=db)\n"


@pytest.mark.parametrize(
    ("line", "view", "expected"),
    [
        pytest.param("db.query(User)", "", ["service.py:2 read users"], id="a model speaks for itself"),
        pytest.param("db.query(other)", "", [], id="what is no model does not"),
        pytest.param("db.add(User())", "", [], id="a set has the same method"),
        pytest.param("db.add(User())", VIEW, ["service.py:2 write users"], id="a caller gives a session"),
    ],
)
def test_a_session_without_a_type(line: str, view: str, expected: list[str]) -> None:
    service = f"from models import User\ndef use(*, db): return {line}\n"
    files = {"models.py": MODELS, "core.py": SESSION, "service.py": service, "view.py": view}
    assert shown(tables_of(files, "python/sqlalchemy-orm")) == expected
