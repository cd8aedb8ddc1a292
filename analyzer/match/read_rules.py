"""TOML text to rules, with every mistake of every file named."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import TypeGuard

from analyzer.errors import RuleError
from analyzer.match.rule import EMITS, PLAIN_TAKES, SHAPE_KEYS, Join, Rule, Shape, ShapeKind, Take, TakeKind

RULE_KEYS = ("id", "doc", "link", "imports", "receiver", "emits", "take", "join", *ShapeKind)
NUMBERED = re.compile(r"(?:'([^']*)'\+)?(arg|args):(-?\d+)(?:\.\.(-?\d+))?")
NAMED = re.compile(r"(keyword|field):([A-Za-z_]\w*)")


def read_rules(files: Iterable[tuple[str, str]]) -> tuple[Rule, ...]:
    """The rules of (path, TOML text) pairs, in order of id; raises one RuleError with all mistakes.

    A path is relative to its rules folder: `go/chi.toml` holds rules of Go with ids `go/chi/...`.
    """
    rules: list[Rule] = []
    mistakes: list[str] = []
    contents = dict(files)
    for path, text in sorted(contents.items()):
        reader = _Reader(path, mistakes)
        rules.extend(reader.rules(text))
    mistakes.extend(_clashes(rules, contents))
    if mistakes:
        raise RuleError("\n".join(mistakes), "docs/rules-reference.md lists all keys and values")
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _clashes(rules: Iterable[Rule], contents: Mapping[str, str]) -> Iterable[str]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            lines = [n for n, line in enumerate(contents[rule.file].splitlines(), 1) if _holds(line, rule.id)]
            where = f"{rule.file}:{lines[-1]}" if lines else rule.file
            yield f"{where}: rule {rule.id}: this id is taken by {seen[rule.id].file}"
        seen[rule.id] = rule


class _Reader:
    """Reads one file and gathers its mistakes."""

    def __init__(self, path: str, mistakes: list[str]) -> None:
        self.path = path
        self.stem = path.removesuffix(".toml")
        self.mistakes = mistakes
        self.rule = ""
        self.lines: tuple[int, list[str]] = (1, [])

    def rules(self, text: str) -> list[Rule]:
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            self.wrong(f"not valid TOML: {error}")
            return []
        self.lines = (1, text.splitlines())
        self.only(document, ("rule",), "key")
        tables = document.get("rule", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong("`rule` must be written as [[rule]] tables")
            return []
        rules: list[Rule | None] = []
        blocks = _blocks(text)
        for number, table in enumerate(tables):
            self.lines = blocks[number] if number < len(blocks) else (1, text.splitlines())
            rules.append(self.one(table))
        return [rule for rule in rules if rule is not None]

    def one(self, table: Mapping[str, object]) -> Rule | None:
        before = len(self.mistakes)
        self.rule = str(table.get("id", "")) or "(no id)"
        self.only(table, RULE_KEYS, "key")
        identity, doc, link = (self.text(table, key) for key in ("id", "doc", "link"))
        if identity and not identity.startswith(self.stem + "/"):
            self.wrong(f"the id must begin with {self.stem}/, as the file is {self.path}", "id")
        shape = self.shape(table)
        emits = self.text(table, "emits")
        if emits and emits not in EMITS:
            self.unknown("emits", emits, EMITS)
        take = self.takes(table.get("take", {}), emits)
        join = str(table.get("join", Join.SLASH))
        if join not in tuple(Join):
            self.unknown("join", join, tuple(Join))
        if len(self.mistakes) > before or shape is None:
            return None
        return Rule(
            id=identity,
            doc=doc,
            link=link,
            language=self.path.split("/", 1)[0],
            imports=self.texts(table, "imports"),
            receiver=self.texts(table, "receiver"),
            shape=shape,
            emits=emits,
            take=take,
            join=Join(join),
            file=self.path,
        )

    def shape(self, table: Mapping[str, object]) -> Shape | None:
        kinds = [kind for kind in ShapeKind if kind in table]
        if len(kinds) != 1:
            found = ", ".join(kinds) or "none"
            self.wrong(f"needs exactly one shape of {', '.join(ShapeKind)}; found {found}")
            return None
        kind = kinds[0]
        value = table[kind]
        if not isinstance(value, dict):
            self.wrong(f"`{kind}` must be a table, such as {{ {sorted(SHAPE_KEYS[kind])[0]} = [...] }}", kind)
            return None
        self.only(value, SHAPE_KEYS[kind], f"key in `{kind}`")
        names = {key: self.texts(value, key) for key in ("function", "method", "base", "type", "key", "name")}
        if not any(names.values()):
            self.wrong(f"`{kind}` names nothing, so it can never match", kind)
        return Shape(
            kind=kind,
            strings=self.numbers(value.get("strings", [])),
            arguments=self.numbers([value.get("arguments", 0)])[0],
            parameter=self.texts(value, "parameter"),
            **names,
        )

    def takes(self, value: object, emits: str) -> dict[str, tuple[Take, ...]]:
        if not isinstance(value, dict):
            self.wrong('`take` must be a table, such as { path = "arg:0" }', "take")
            return {}
        if emits in EMITS:
            self.only(value, EMITS[emits], f"part of `{emits}`")
        return {
            part: tuple(self.take(part, word) for word in str(text).split("|"))
            for part, text in value.items()
        }

    def take(self, part: str, text: str) -> Take:
        word = text.strip()
        if len(word) >= 2 and word[0] == word[-1] == "'":
            return Take(TakeKind.CONSTANT, name=word[1:-1])
        if word in PLAIN_TAKES:
            return Take(TakeKind(word))
        if found := NUMBERED.fullmatch(word):
            before, kind, first, last = found.groups()
            return Take(TakeKind(kind), int(first), -1 if last is None else int(last), before or "")
        if found := NAMED.fullmatch(word):
            return Take(TakeKind(found[1]), name=found[2])
        known = (*PLAIN_TAKES, "arg:0", "args:0", "keyword:NAME", "field:NAME", "'constant'")
        self.unknown(f"take.{part}", word, known)
        return Take(TakeKind.CONSTANT)

    def text(self, table: Mapping[str, object], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or not value.strip():
            self.wrong(f"`{key}` must be a text that is not empty", key)
            return ""
        return value

    def texts(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not _is_texts(values):
            self.wrong(f"`{key}` must be a text or a list of texts", key)
            return ()
        return tuple(values)

    def numbers(self, value: object) -> tuple[int, ...]:
        if isinstance(value, list) and all(isinstance(item, int) for item in value):
            return tuple(value)
        self.wrong("`strings` and `arguments` hold numbers of arguments", "arguments", "strings")
        return (0,)

    def only(self, table: Mapping[str, object], known: Iterable[str], what: str) -> None:
        for key in table:
            if key not in set(known):
                self.unknown(what, key, known)

    def unknown(self, what: str, word: str, known: Iterable[str]) -> None:
        words = sorted(str(item) for item in known)
        near = get_close_matches(word, words, 1, 0.5)
        rest = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(words)}"
        self.wrong(f"unknown {what} `{word}`; {rest}", word)

    def wrong(self, message: str, *words: str) -> None:
        """Note a mistake at the first line of the rule that holds one of the words, else where it begins."""
        first, lines = self.lines
        held = (n for n, line in enumerate(lines) if any(_holds(line, word) for word in words))
        where = f"{self.path}:{first + next(held, 0)}" if lines else self.path
        rule = f": rule {self.rule}" if self.rule else ""
        self.mistakes.append(f"{where}{rule}: {message}")


def _holds(line: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", line) is not None


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """The lines of each `[[rule]]` table, with the number of the first."""
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
    return [(n + 1, lines[n:end]) for n, end in pairwise([*heads, len(lines)])]


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
