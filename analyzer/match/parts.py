"""The parts of a rule at a call: where they stand, and what they are."""

from collections.abc import Sequence

from analyzer.match.abstract import Abstract, Frame, Listing, Literal, Str, is_known
from analyzer.match.evaluate import Evaluator
from analyzer.match.rule import Rule, Take, TakeKind
from analyzer.match.texting import text_of
from analyzer.match.texts import outside_constant, path_of_regex
from analyzer.model.facts import Argument, Call
from analyzer.model.values import Composite, Name, Result, Text, Value

EVALUATED = (TakeKind.NAME, TakeKind.CONSTANT, TakeKind.FIELD)
"""Places that are no single argument."""


class Parts(Evaluator):
    """Evaluates what `take` names."""

    def taken(self, take: Take, call: Call, frame: Frame) -> Abstract:
        """The value of one place of a call."""
        if take.kind is TakeKind.NAME:
            return Str(call.name, frame.file, call.line)
        if take.kind is TakeKind.CONSTANT:
            return Str(take.name, frame.file, call.line)
        if take.kind is TakeKind.FIELD:
            return self._field_of_arguments(take.name, call, frame)
        found = self.value(written(take, call), frame, call.line)
        if take.name and take.kind is TakeKind.ARG and isinstance(found, Str):
            return Str(take.name + found.text, found.file, found.line)
        return found

    def _field_of_arguments(self, name: str, call: Call, frame: Frame) -> Abstract:
        """A field of the first argument that is a struct with a value for it."""
        for argument in call.arguments:
            found = self.value(argument.value, frame, call.line)
            if isinstance(found, Literal):
                field = self.select(found, name)
                if isinstance(field, Str):
                    return field
        return Abstract()

    def part(self, rule: Rule, name: str, call: Call, frame: Frame) -> Abstract:
        """The first place of a part that is there."""
        for take in rule.take.get(name, ()):
            if take.kind in EVALUATED or written(take, call) is not None:
                found = self.taken(take, call, frame)
                if is_known(found) or take.kind not in EVALUATED:
                    return found
        return Abstract()

    def part_text(self, rule: Rule, name: str, call: Call, frame: Frame) -> Abstract:
        """A part as text: unknown if it is not there, `{computed}` if it is no known text."""
        found = self.part(rule, name, call, frame)
        if name == "path" and "regex" in rule.take:
            found = self.part(rule, "regex", call, frame)
            return Str(path_of_regex(text_of(found)), frame.file, call.line)
        if isinstance(found, Str):
            return found
        there = any(written(take, call) is not None for take in rule.take.get(name, ()))
        return Str("{computed}", frame.file, call.line) if there else Abstract()

    def part_methods(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods of a part, in order; none where the rule or the call names none."""
        found: list[str] = []
        for take in rule.take.get("method", ()):
            if take.kind is TakeKind.ARGS:
                rest = [argument.value for argument in spread(take, call)]
                found.extend(self.texts([self.value(value, frame, call.line) for value in rest]))
            elif take.kind is TakeKind.METHODS:
                found.extend(self.class_methods(rule, call, frame))
            elif take.kind in EVALUATED or written(take, call) is not None:
                found.extend(self.texts([self.taken(take, call, frame)]))
            if found:
                break
        return tuple(dict.fromkeys(verb_of(verb) for text in found for verb in text.split(",")))

    def class_methods(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods that the handler's class defines; overridden where classes are read."""
        return ()

    def texts(self, values: Sequence[Abstract]) -> list[str]:
        """Texts in values and in lists of them."""
        return [each.text for each in self.strings(values)]

    def strings(self, values: Sequence[Abstract]) -> list[Str]:
        """Texts in values and in lists of them, with where they are written."""
        found: list[Str] = []
        for value in values:
            if isinstance(value, Str):
                found.append(value)
            elif isinstance(value, Literal | Listing):
                found.extend(
                    self.strings([self.item_value(item, part) for _, item, part in self.items(value)])
                )
        return found

    def part_names(self, rule: Rule, name: str, call: Call, frame: Frame) -> tuple[str, ...]:
        """Names of functions in a part: middleware."""
        found: list[str] = []
        for take in rule.take.get(name, ()):
            if take.kind is TakeKind.ARGS:
                found.extend(self.written_name(argument.value, frame) for argument in spread(take, call))
            else:
                value = written(take, call)
                found.extend([self.written_name(value, frame)] if value is not None else [])
        return tuple(dict.fromkeys(text for text in found if text))

    def written_name(self, value: Value, frame: Frame) -> str:
        """How a middleware is called where it is given: `auth.Required`, `RateLimit`."""
        if isinstance(value, Name):
            return value.path
        if isinstance(value, Result):
            call = self.lookup.view(frame.file).calls[value.call]
            owner = f"{call.receiver.path}." if isinstance(call.receiver, Name) else ""
            return owner + call.name
        return ""


def verb_of(name: str) -> str:
    """The HTTP method in a called name or text: `Get`, `add_get`, `NSGet`."""
    return name.strip().removeprefix("add_").removeprefix("NS").upper()


def place(take: Take, count: int) -> int:
    """The position of an argument, counted from the end where negative."""
    return take.first if take.first >= 0 else count + take.first


def written(take: Take, call: Call) -> Value | None:
    """The value written at a place of a call."""
    if take.kind is TakeKind.ARG:
        plain = [argument.value for argument in call.arguments if argument.keyword in ("", "*")]
        position = place(take, len(plain))
        return plain[position] if 0 <= position < len(plain) else None
    if take.kind is TakeKind.KEYWORD:
        return next((a.value for a in call.arguments if a.keyword == take.name), None)
    return call.receiver if take.kind is TakeKind.RECEIVER else None


def spread(take: Take, call: Call) -> list[Argument]:
    """The positional arguments from one place to another."""
    plain = [argument for argument in call.arguments if argument.keyword in ("", "*")]
    last = take.last if take.last >= 0 else len(plain) + take.last
    return list(plain[take.first : last + 1])


def verbs_written(value: Value) -> tuple[str, ...]:
    """HTTP methods written as a text, as a constant such as `http.MethodGet`, or as a list of those."""
    if isinstance(value, Composite):
        return tuple(verb for item in value.items for verb in verbs_written(item.value))
    text = value.value if isinstance(value, Text) else value.path if isinstance(value, Name) else ""
    found = outside_constant(text) if text else None
    return (found,) if found else ()
