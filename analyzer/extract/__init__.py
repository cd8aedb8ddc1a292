"""Source text to facts, one folder a language."""

from collections.abc import Callable

from msgspec import Struct

from analyzer.extract import go, python, sql
from analyzer.model.facts import FileFacts, Surface
from analyzer.model.source import Language, SourceFile


class Frontend(Struct, frozen=True):
    """One language: `version` changes when its facts change, `imports` reads the head of a file only."""

    language: Language
    version: str
    extract: Callable[[SourceFile, bytes], FileFacts]
    imports: Callable[[SourceFile, bytes], Surface]


FRONTENDS: dict[str, Frontend] = {
    ".go": Frontend(Language.GO, "3", go.extract, go.extract_imports),
    ".py": Frontend(Language.PYTHON, python.VERSION, python.extract, python.extract_imports),
    ".sql": Frontend(Language.SQL, sql.VERSION, sql.extract, sql.imports),
}
