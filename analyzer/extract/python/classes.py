"""Classes: bases, keyword arguments, and a body of attributes and methods."""

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.annotations import annotation
from analyzer.extract.python.draft import (
    Draft,
    Path,
    Scope,
    cut,
    refer,
    visit,
    whole,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.names import chain
from analyzer.extract.python.parameters import type_parameters_of
from analyzer.extract.python.texts import doc_of, signature_of
from analyzer.model.facts import Parameter, ReferenceKind


def read_class(draft: Draft, node: Node, number: int, tag: str) -> None:
    """Complete the definition of a class whose index was reserved."""
    outside = draft.scope
    definition = draft.definitions[number]
    names: dict[str, Path] = {}
    type_parameters = type_parameters_of(draft, node, names)
    bases, keywords = _bases(draft, node.child_by_field_id(field("superclasses")))
    body = node.child_by_field_id(field("body"))
    draft.definitions[number] = replace(
        definition,
        parameters=keywords,
        bases=bases,
        type_parameters=type_parameters,
        signature=signature_of(draft, node, body),
        tag=tag,
        doc=doc_of(draft, body),
        exported=not definition.name.rpartition(".")[2].startswith("_"),
    )
    draft.scope = Scope(
        number,
        f"{definition.name}.",
        outside.parent if outside.is_class else outside,
        is_class=True,
        in_function=outside.in_function,
        names=names,
    )
    if body is not None:
        visit(draft, body)
    draft.scope = outside


def _bases(draft: Draft, node: Node | None) -> tuple[tuple[str, ...], tuple[Parameter, ...]]:
    bases: list[str] = []
    keywords: list[Parameter] = []
    for child in node.named_children if node is not None else ():
        kind = child.kind_id
        if kind in kinds("keyword_argument"):
            name, value = child.named_children[0], child.named_children[-1]
            keywords.append(Parameter(cut(draft, name), "", visit(draft, value)[0]))
        elif kind in kinds("identifier", "attribute"):
            path = chain(draft, child)[1]
            refer(draft, child, path, ReferenceKind.BASE)
            bases.append(_plain(path))
        elif kind in kinds("subscript"):
            bases.append(annotation(draft, child))
        elif kind not in kinds("comment"):
            bases.append(_plain(visit(draft, child)[1]))
    return tuple(bases), tuple(keywords)


def _plain(path: Path) -> str:
    return whole(path)[1:]
