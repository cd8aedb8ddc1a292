"""Parts of a matched call that rules for tables take."""

from collections.abc import Iterator

from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import Take, TakeKind
from analyzer.match.table_chains import root
from analyzer.model.sql import HOLE
from analyzer.model.values import Value


def values_of(lookup: Lookup, match: Match, take: Take) -> Iterator[Value]:
    """The values in the call that stand where a take says."""
    call = lookup.view(match.file).calls[match.index]
    plain = [argument.value for argument in call.arguments if not argument.keyword or argument.keyword == "*"]
    if take.kind is TakeKind.ARG:
        if -len(plain) <= take.first < len(plain):
            yield plain[take.first]
    elif take.kind is TakeKind.ARGS:
        yield from plain[take.first :]
    elif take.kind is TakeKind.KEYWORD:
        yield from (a.value for a in call.arguments if a.keyword == take.name)
    elif take.kind is TakeKind.RECEIVER:
        yield from root(lookup, match.file, match.index)


def constant(match: Match, part: str) -> str:
    """The constant that a rule gives for a part, "" if none."""
    for take in match.rule.take.get(part, ()):
        if take.kind is TakeKind.CONSTANT:
            return take.name
    return ""


def takes_receiver(match: Match) -> bool:
    """Whether the rule finds its model in what the call is made on."""
    return any(take.kind is TakeKind.RECEIVER for take in match.rule.take.get("model", ()))


def complete(text: str) -> str:
    """A statement that a builder finishes elsewhere, so that it reads as one here."""
    if text.startswith("UPDATE ") and " SET " not in text.upper():
        return f"{text} SET {HOLE} = 1"
    if text.startswith("JOIN ") and " ON " not in text.upper() and " USING" not in text.upper():
        return f"{text} ON 1 = 1"
    return text
