"""What the catalogue knows of a callee: which outside system it belongs to, whether it does AI work."""

import re
from collections.abc import Iterator

from analyzer.match.external import texts_in
from analyzer.match.systems import Catalogue
from analyzer.model.program import Program

AI_SYSTEMS = frozenset({"llm", "machine-learning", "vector-store"})
_COUNTS = re.compile(
    r"tiktoken|[Tt]okeni[sz]er|text_splitter|[Pp]rompt\w*(?:\(\))?\.(?:from_|format|partial)"
)
_MADE = re.compile(r"\.(?:New|Default|With)\w*$|^[a-z_]\w*(?:\.[a-z_]\w*)*\.[A-Z]\w*$")
"""Constructors in Go; classes in Python, whose modules have dots and no slashes."""
AI_TEXT = re.compile(
    r"openai|anthropic|gemini|claude|gpt-|deepseek|/v1/(?:chat|audio|images|embeddings|realtime|completions)"
)
_PLAIN = re.compile(r"log|errors|uuid|orm|json|yaml|otel|prometheus|golang\.org/x/", re.IGNORECASE)
_DIALS = frozenset(["Dial", "DialContext", "ws_connect", "create_connection"])


class Libraries:
    """A catalogue of outside systems, asked about the targets of calls."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def works(self, callee: int | str, talks: bool) -> bool:
        """Whether a callee does AI work; one that sends a request does if its file `talks` to a model."""
        if not isinstance(callee, str):
            return False
        if _COUNTS.search(callee):
            return False  # counting tokens and filling in prompts waits for nobody
        if _MADE.search(callee) and self.system(callee) != "machine-learning":
            return False  # nor does making a client; a model of one's own is loaded when it is made
        sends = talks and (callee.rpartition(".")[2] in _DIALS or self.sends_requests(callee))
        return sends or self.works_with_ai(callee)

    def works_with_ai(self, target: int | str) -> bool:
        """Whether a callee is a function of a library that calls, runs or searches models."""
        return self.system(target) in AI_SYSTEMS

    def system(self, target: int | str) -> str:
        """The kind of outside system that a callee belongs to, "" if none is known."""
        if not isinstance(target, str):
            return ""
        named = self.catalogue.of_import("go", _module(target)) or self.catalogue.of_import("python", target)
        return named[0] if named else ""

    def is_service(self, target: int | str) -> bool:
        """Whether a Go callee belongs to somebody's module that may be a service: no storage, no log."""
        known = isinstance(target, str) and "/" in target and "." in target.partition("/")[0]
        return known and self.system(target) in ("", *AI_SYSTEMS) and not _PLAIN.search(str(target))

    def sends_requests(self, target: int | str) -> bool:
        """Whether a callee sends a request over HTTP."""
        if not isinstance(target, str):
            return False
        if self.system(target) == "http-client":
            return True
        call = self.catalogue.calls["go"].get(target) or self.catalogue.calls["python"].get(target)
        return call is not None and call.kind == "http" and not target.endswith(".Parse")


def literals(program: Program, number: int) -> Iterator[tuple[int, str]]:
    """The texts of a file with their lines: arguments, values of variables and of definitions."""
    body = program.body(number)
    for call in body.calls:
        for argument in call.arguments:
            for text in texts_in(argument.value):
                yield call.line, text
    for binding in body.bindings:
        for text in texts_in(binding.value):
            yield binding.line, text
    for definition in program.surfaces[number].definitions:
        for text in texts_in(definition.value):
            yield definition.line, text


def _module(target: str) -> str:
    """The import path in front of a qualified Go name."""
    head, slash, last = target.rpartition("/")
    return head + slash + last.partition(".")[0]
