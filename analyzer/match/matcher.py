"""Facts against rules: which fact is what, by called name and by where the callee comes from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import translate

from msgspec import Struct

from analyzer.match.literals import literals
from analyzer.match.rule import Rule, Shape, ShapeKind
from analyzer.model.facts import Argument, Body, Call, Definition, Surface
from analyzer.model.program import Target
from analyzer.model.values import Composite, Hole, Index, Name, Result, Select, Text, Value
from analyzer.model.values import Concat as ConcatValue


class Match(Struct, frozen=True):
    """A fact that a rule recognises. `index` is the number of the call, or of the definition.

    `literal` is the composite literal of a `struct` rule. A match is `weak` when the callee could not be
    resolved and only the imports of the file speak for it, or when the rule asks for no import at all.
    """

    rule: Rule
    file: int
    index: int
    line: int
    scope: int
    weak: bool = False
    literal: Composite | None = None

    @property
    def is_call(self) -> bool:
        """Whether the fact is a call."""
        return self.rule.shape.kind in (ShapeKind.CALL, ShapeKind.DECORATOR)


class RuleIndex:
    """Rules by language, shape and name; globs in names are tried once for each distinct name."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._exact: dict[tuple[str, ShapeKind, str], list[Rule]] = {}
        self._globs: dict[tuple[str, ShapeKind], list[tuple[re.Pattern[str], Rule]]] = {}
        self._asked: dict[tuple[str, ShapeKind, str], tuple[Rule, ...]] = {}
        for rule in rules:
            for name in rule.names:
                self._add(rule, name)

    def _add(self, rule: Rule, name: str) -> None:
        key = (rule.language, rule.shape.kind)
        if "*" in name:
            self._globs.setdefault(key, []).append((re.compile(translate(name)), rule))
        else:
            self._exact.setdefault((*key, name), []).append(rule)

    def of(self, language: str, kind: ShapeKind, name: str) -> tuple[Rule, ...]:
        """The rules that may match a fact of this name."""
        key = (language, kind, name)
        found = self._asked.get(key)
        if found is None:
            globs = self._globs.get(key[:2], ())
            by_glob = [rule for pattern, rule in globs if pattern.match(name)]
            found = self._asked[key] = (*self._exact.get(key, ()), *by_glob)
        return found


def match_file(
    index: RuleIndex,
    surface: Surface,
    body: Body,
    callees: Sequence[Target],
    file: int,
    given: Callable[[tuple[int, int]], Target],
) -> Iterator[Match]:
    """The matches of one file; `given` is asked for a callee that only callers of its function may know."""
    imported = _imported(surface)
    for number, call in enumerate(body.calls):
        kind = ShapeKind.CALL if call.decorates < 0 else ShapeKind.DECORATOR
        target = callees[number]
        rules = index.of(surface.language, kind, _called(call, target))
        if rules:
            target = given((file, number)) if target is None else target
            found = _call_matches(rules, call, target, imported)
            yield from (Match(r, file, number, call.line, call.scope, weak) for r, weak in found)
    yield from _definition_matches(index, surface, imported, file)
    yield from _literal_matches(index, surface, body, imported, file)


def _called(call: Call, target: Target) -> str:
    """The name of the function called, also where an import gives it another one."""
    if call.receiver is None and isinstance(target, str):
        return target.rsplit(".", 1)[-1]
    return call.name


def is_from(name: str, module: str) -> bool:
    """Whether a qualified name or import path lies in a module or below it."""
    return name.startswith(module) and (len(name) == len(module) or name[len(module)] in "./")


def _imported(surface: Surface) -> frozenset[str]:
    return frozenset(f"{i.target}.{i.member}" if i.member else i.target for i in surface.imports)


def _imports(rule: Rule, imported: frozenset[str]) -> bool:
    return not rule.imports or any(is_from(name, module) for module in rule.imports for name in imported)


def _call_matches(
    rules: Sequence[Rule], call: Call, target: Target, imported: frozenset[str]
) -> list[tuple[Rule, bool]]:
    best: dict[str, tuple[int, Rule, bool]] = {}
    for rule in rules:
        strength = _strength(rule, call, target, imported)
        if strength is None or not _arguments_fit(rule.shape, call.arguments):
            continue
        held = best.get(rule.emits)
        if held is None or strength > held[0]:
            best[rule.emits] = (strength, rule, target is None or not rule.imports)
    return [(rule, weak) for _, rule, weak in best.values()]


def _strength(rule: Rule, call: Call, target: Target, imported: frozenset[str]) -> int | None:
    """Grows with the length of the guard that holds, then with a receiver; None if no guard holds."""
    if isinstance(target, int):
        return _generated(rule, call, imported)
    if target is None:
        return 0 if rule.imports and call.receiver is not None and _imports(rule, imported) else None
    if not rule.imports:
        return 0 if _chain_fits(rule, target.split(".")) else None
    lengths = [
        2 * len(module) + bool(rule.receiver)
        for module in rule.imports
        if is_from(target, module) and _chain_fits(rule, _chain(target, module, rule.language))
    ]
    return max(lengths, default=None)


def _generated(rule: Rule, call: Call, imported: frozenset[str]) -> int | None:
    """A function of the repository counts only for a glob: it was generated (`RegisterUsersServer`)."""
    named = any("*" in name and _fits(name, call.name) for name in rule.shape.function)
    return 0 if named and _imports(rule, imported) else None


def _chain(target: str, module: str, language: str) -> list[str]:
    """The dotted names of a target below its module: `Group()`, `GET`."""
    rest = target[len(module) :]
    if language == "go":
        rest = rest.rsplit("/", 1)[-1]
    return rest.split(".")[1:]


def _chain_fits(rule: Rule, chain: list[str]) -> bool:
    shape = rule.shape
    if not chain:
        return False
    if shape.method and len(chain) > 1 and _any_fits(shape.method, chain[-1]):
        return not rule.receiver or chain[-2].strip("()*[]") in rule.receiver
    return bool(shape.function) and _function_fits(shape.function, chain)


def _function_fits(functions: Sequence[str], chain: list[str]) -> bool:
    for function in functions:
        size = function.count(".") + 1
        ahead = chain[:-size]
        if _fits(function, ".".join(chain[-size:])) and all(_is_module(part) for part in ahead):
            return True
    return False


def _is_module(part: str) -> bool:
    return part.islower() and "(" not in part


def _any_fits(patterns: Sequence[str], name: str) -> bool:
    return any(_fits(pattern, name) for pattern in patterns)


def _fits(pattern: str, name: str) -> bool:
    if "*" not in pattern:
        return pattern == name
    head, tail = pattern.split("*", 1)
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)


def _arguments_fit(shape: Shape, arguments: Sequence[Argument]) -> bool:
    positional = [argument for argument in arguments if argument.keyword in ("", "*")]
    if len(positional) < shape.arguments:
        return False
    return all(_may_be_text(arguments[n].value) for n in shape.strings if n < len(arguments))


def _may_be_text(value: Value) -> bool:
    return isinstance(value, Text | Name | ConcatValue | Result | Index | Select | Hole)


def _definition_matches(
    index: RuleIndex, surface: Surface, imported: frozenset[str], file: int
) -> Iterator[Match]:
    for number, definition in enumerate(surface.definitions):
        for kind, name in _definition_names(definition):
            for rule in index.of(surface.language, kind, name):
                if _definition_fits(rule, definition, imported):
                    yield Match(rule, file, number, definition.line, definition.scope)


def _definition_names(definition: Definition) -> Iterator[tuple[ShapeKind, str]]:
    for base in definition.base_names:
        yield ShapeKind.CLASS, base.rsplit(".", 1)[-1]
    if definition.tag:
        for key in re.findall(r'([\w-]+):"', definition.tag):
            yield ShapeKind.TAG, key
    if definition.kind in ("function", "method"):
        yield ShapeKind.FUNCTION, definition.name.rsplit(".", 1)[-1]
    elif definition.kind in ("variable", "constant"):
        yield ShapeKind.BINDING, definition.name.rsplit(".", 1)[-1]


def _definition_fits(rule: Rule, definition: Definition, imported: frozenset[str]) -> bool:
    if rule.shape.kind is ShapeKind.CLASS:
        return _base_fits(rule, definition, imported)
    wanted = rule.shape.parameter
    types = [parameter.type for parameter in definition.parameters]
    return _imports(rule, imported) and all(any(w in t for t in types) for w in wanted)


def _base_fits(rule: Rule, definition: Definition, imported: frozenset[str]) -> bool:
    """Whether a base written as `models.Model` may be one of the rule: by its last name and the imports."""
    lasts = {base.rsplit(".", 1)[-1] for base in rule.shape.base}
    return _imports(rule, imported) and any(
        base.rsplit(".", 1)[-1] in lasts for base in definition.base_names
    )


def _literal_matches(
    index: RuleIndex, surface: Surface, body: Body, imported: frozenset[str], file: int
) -> Iterator[Match]:
    for line, scope, value in literals(body, surface):
        name = value.type.rsplit(".", 1)[-1].strip("*&[]")
        for rule in index.of(surface.language, ShapeKind.STRUCT, name):
            if _imports(rule, imported) and _type_fits(rule.shape.type, value.type):
                yield Match(rule, file, -1, line, scope, literal=value)


def _type_fits(wanted: Sequence[str], written: str) -> bool:
    """Whether a type is written as a rule says; a rule without a package means any."""
    plain = written.lstrip("*&[]")
    return any(plain == each or ("." not in each and plain.endswith(f".{each}")) for each in wanted)
