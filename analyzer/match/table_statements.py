"""SQL made of a builder's arguments: `Joins("JOIN teams ON ...")`, `Where("id IN (SELECT ...)")`."""

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.table_sql import SqlTexts
from analyzer.match.table_takes import complete, values_of
from analyzer.model.facts import Call, SqlText
from analyzer.model.sql import HOLE
from analyzer.model.values import Concat, Text, Value


class Statements:
    """Notes the statements that calls are given."""

    def __init__(self, lookup: Lookup, sql: SqlTexts) -> None:
        self.lookup = lookup
        self.sql = sql

    def note(self, match: Match) -> None:
        """What the statement of one matched call does."""
        call = self.lookup.view(match.file).calls[match.index]
        for take in match.rule.take.get("statement", ()):
            for value in values_of(self.lookup, match, take):
                text = self.sql.texts.text(match.file, call.scope, call.line, value)
                self._note(match.file, call, match.rule.id, take.name + text)
                if HOLE in text:
                    self.compute(match.file, call, take.name, value)
                return

    def compute(self, file: int, call: Call, ahead: str, value: Value) -> None:
        """Leaves a table whose name is not known here to those who call the function around."""
        text = Concat((Text(ahead), value, Text(complete(ahead)[len(ahead) :])))
        self.sql.computed.append((file, SqlText(call.line, call.scope, text)))

    def _note(self, file: int, call: Call, rule: str, text: str) -> None:
        function = enclosing(self.lookup.view(file).definitions, call.scope)
        without = self.sql.named.get((file, call.scope), frozenset())
        self.sql.note(self.sql.read(complete(text)), file, call.line, function, text, rule, without)
