"""Functions, lambdas and classes."""

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.annotations import annotation
from analyzer.extract.python.calls import call
from analyzer.extract.python.classes import read_class
from analyzer.extract.python.draft import (
    DEEPEST,
    NOTHING,
    UNKNOWN,
    Draft,
    Path,
    Scope,
    Seen,
    cut,
    define,
    line_of,
    shown,
    too_deep,
    visit,
    whole,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.names import chain
from analyzer.extract.python.parameters import parameters_of, type_parameters_of
from analyzer.extract.python.texts import doc_of, signature_of
from analyzer.model.facts import Binding, Call, CallFlag, DefinitionKind, Parameter
from analyzer.model.values import Closure, Name, Select

MOST_RESULTS = 3


def decorated(draft: Draft, node: Node) -> Seen:
    """A decorated function or class: its decorators are calls."""
    definition = node.child_by_field_id(field("definition"))
    if definition is None:
        return NOTHING
    number = _reserve(draft, definition)
    tags = [_decorate(draft, child, number) for child in node.named_children if child.type == "decorator"]
    _complete(draft, definition, number, " ".join(tags))
    return NOTHING


def defined(draft: Draft, node: Node) -> Seen:
    """A function or class without decorators."""
    _complete(draft, node, _reserve(draft, node), "")
    return NOTHING


def _reserve(draft: Draft, node: Node) -> int:
    name_node = node.child_by_field_id(field("name"))
    name = cut(draft, name_node) if name_node is not None else ""
    scope = draft.scope
    if node.kind_id in kinds("class_definition"):
        kind = DefinitionKind.CLASS
    else:
        kind = DefinitionKind.METHOD if scope.is_class else DefinitionKind.FUNCTION
    number = define(draft, node, f"{scope.prefix}{name}", kind)
    if scope.is_class:
        scope.names[name] = ("", f"{scope.prefix}{name}")
    elif scope.parent is not None or scope.definition != -1:
        scope.names[name] = ("", f"#{number}")
    return number


def _decorate(draft: Draft, node: Node, number: int) -> str:
    expression = node.named_children[0] if node.named_child_count else node
    if expression.kind_id in kinds("call"):
        call(draft, expression)
        made = draft.calls[-1]
        draft.calls[-1] = replace(made, flags=made.flags | CallFlag.DECORATOR, decorates=number)
        expression = expression.named_children[0]
    elif expression.kind_id in kinds("identifier", "attribute"):
        value, path = chain(draft, expression)
        receiver, name = (value.of, value.name) if isinstance(value, Select) else (None, "")
        if isinstance(value, Name):
            before, dot, name = value.path.rpartition(".")
            receiver = Name(before) if dot else None
        flags = CallFlag.DECORATOR | (CallFlag.IN_LOOP if draft.scope.loops else 0)
        text = shown(path) or "?"
        draft.calls.append(
            Call(line_of(expression), draft.scope.definition, receiver, name, (), text, flags, number)
        )
    else:
        visit(draft, expression)
    return "".join(cut(draft, expression).split())


def _complete(draft: Draft, node: Node, number: int, tag: str) -> None:
    if node.kind_id in kinds("class_definition"):
        read_class(draft, node, number, tag)
    else:
        _function(draft, node, number, tag)


def _function(draft: Draft, node: Node, number: int, tag: str) -> None:
    outside = draft.scope
    parameters_node, body = node.child_by_field_id(field("parameters")), node.child_by_field_id(field("body"))
    names: dict[str, Path] = {}
    type_parameters = type_parameters_of(draft, node, names)
    parameters = tuple(parameters_of(draft, parameters_node, names)) if parameters_node is not None else ()
    declared = annotation(draft, node.child_by_field_id(field("return_type")))
    receiver = _receiver(outside, parameters, tag, draft.definitions[number].name, names)
    definition = draft.definitions[number]
    draft.scope = Scope(
        number,
        f"{definition.name}.",
        outside.parent if outside.is_class else outside,
        owner=outside.definition if outside.is_class else outside.owner,
        in_function=True,
        receiver=receiver or ("" if outside.is_class else outside.receiver),
        names=names,
    )
    before = (len(draft.references), len(draft.calls))
    if body is not None:
        visit(draft, body)
    if any(each.scope == number for each in draft.definitions[number + 1 :]):
        _late_names(draft, number, before)
    draft.definitions[number] = replace(
        definition,
        parameters=parameters,
        results=(Parameter("", declared),) if declared else _results(draft.scope),
        type_parameters=type_parameters,
        signature=signature_of(draft, node, body),
        tag=tag,
        doc=doc_of(draft, body),
        exported=not definition.name.rpartition(".")[2].startswith("_"),
    )
    draft.scope = outside


def _late_names(draft: Draft, number: int, before: tuple[int, int]) -> None:
    """Inner functions may use names that this function gives a value only after them."""
    references, calls = draft.references, draft.calls
    for i in range(before[0], len(references)):
        path = _local_path(draft.scope, references[i].path) if references[i].scope != number else None
        if path is not None:
            references[i] = replace(references[i], path=path)
    for i in range(before[1], len(calls)):
        path = _local_path(draft.scope, calls[i].path) if calls[i].scope != number else None
        if path is not None:
            calls[i] = replace(calls[i], path=path)


def _local_path(scope: Scope, path: str) -> str | None:
    head, dot, rest = path.partition(".")
    value = scope.names.get(head)
    if value is None or value[1]:
        return None
    return shown((value[0], dot + rest)) or "?"


def _results(scope: Scope) -> tuple[Parameter, ...]:
    given = [Parameter("", path) for path in dict.fromkeys(scope.returned)]
    made = [Parameter("yield", path) for path in dict.fromkeys(scope.yielded)]
    return tuple((made or given)[:MOST_RESULTS])


def _receiver(
    outside: Scope, parameters: tuple[Parameter, ...], tag: str, name: str, names: dict[str, Path]
) -> str:
    """The name of `self` or `cls`, which is made to stand for the class."""
    if not outside.is_class or not parameters or "staticmethod" in tag.split():
        return ""
    first = parameters[0]
    if first.name.startswith("*"):
        return ""
    of_class = "classmethod" in tag.split() or name.rpartition(".")[2] in (
        "__new__",
        "__init_subclass__",
        "__class_getitem__",
    )
    owner = outside.definition
    names[first.name] = (f"#{owner}", "") if of_class else (f"<#{owner}>", "")
    return first.name


def lambda_(draft: Draft, node: Node) -> Seen:
    """A lambda: a closure whose body is what it returns."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    outside = draft.scope
    number = define(draft, node, "", DefinitionKind.CLOSURE)
    names: dict[str, Path] = {}
    parameters_node, body = node.child_by_field_id(field("parameters")), node.child_by_field_id(field("body"))
    parameters = tuple(parameters_of(draft, parameters_node, names)) if parameters_node is not None else ()
    draft.scope = Scope(
        number, f"{outside.prefix}", outside, owner=outside.owner, in_function=True, names=names
    )
    if body is not None:
        value, path = visit(draft, body)
        draft.bindings.append(Binding(line_of(body), number, "return", value, whole(path)))
    draft.definitions[number] = replace(draft.definitions[number], parameters=parameters, exported=False)
    draft.scope = outside
    draft.depth -= 1
    return Closure(number), UNKNOWN
