"""Whether the guard of a rule, and its shape, hold for a call."""

from collections.abc import Sequence

from analyzer.match.rule import Rule, Shape, TakeKind
from analyzer.model.facts import Argument, Call, Surface
from analyzer.model.program import Target
from analyzer.model.values import Concat, Hole, Index, Name, Result, Select, Text, Value


def is_from(name: str, module: str) -> bool:
    """Whether a qualified name or import path lies in a module or below it."""
    return name.startswith(module) and (len(name) == len(module) or name[len(module)] in "./")


def imported_by(surface: Surface) -> frozenset[str]:
    """The modules and names that a file imports."""
    return frozenset(f"{i.target}.{i.member}" if i.member else i.target for i in surface.imports)


def imports(rule: Rule, imported: frozenset[str]) -> bool:
    """Whether one of these imports lies in a module of the rule, or the rule asks for none."""
    return not rule.imports or any(is_from(name, module) for module in rule.imports for name in imported)


def call_matches(
    rules: Sequence[Rule], call: Call, target: Target, imported: frozenset[str], near: frozenset[str]
) -> list[tuple[Rule, bool]]:
    """The rules that hold for a call, one for each kind of fact, and whether each is weak.

    `imported` is what the file imports, `near` what the files import that it imports.
    """
    best: dict[str, tuple[int, Rule, bool]] = {}
    for rule in rules:
        strength = _strength(rule, call, target, imported)
        if strength is None and target is None and _is_given_a_model(rule):
            strength = _strength(rule, call, target, near)
        if strength is None or not _arguments_fit(rule.shape, call.arguments):
            continue
        held = best.get(rule.emits)
        if held is None or strength > held[0]:
            best[rule.emits] = (strength, rule, target is None or not rule.imports)
    return [(rule, weak) for _, rule, weak in best.values()]


def _is_given_a_model(rule: Rule) -> bool:
    """Whether an argument must be a known model for a rule to say anything."""
    takes = rule.take.get("model", ()) if rule.emits == "table" else ()
    return any(take.kind in (TakeKind.ARG, TakeKind.ARGS) for take in takes)


def _strength(rule: Rule, call: Call, target: Target, imported: frozenset[str]) -> int | None:
    """Grows with the length of the guard that holds, then with a receiver; None if no guard holds."""
    if isinstance(target, int):
        return _generated(rule, call, imported)
    if target is None:
        return 0 if rule.imports and call.receiver is not None and imports(rule, imported) else None
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
    return 0 if named and imports(rule, imported) else None


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
    return isinstance(value, Text | Name | Concat | Result | Index | Select | Hole)
