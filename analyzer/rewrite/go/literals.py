"""What the elements of a literal are, as far as the program's types tell: fields, or keys and values."""

from tree_sitter import Node

from analyzer.model.facts import DefinitionKind
from analyzer.rewrite.go.composites import KEY, UNKNOWN, VALUE, literal_type
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World


def role_of(
    world: World, source: Source, declaration: Declaration, element: Node, bindings: dict[str, Spec]
) -> tuple[str, Name | None]:
    """Whether the elements beside one are those of a struct (KEY), of a map or list (VALUE), or unknown; with
    the struct, where it has a name."""
    kind = literal_type(element)
    while kind is not None and kind.type in ("generic_type", "pointer_type"):
        kind = kind.named_children[0]
    if kind is None:
        return UNKNOWN, None
    if kind.type == "struct_type":
        return KEY, None
    if kind.type == "qualified_type":
        spec = bindings.get(text(kind.named_children[0]))
        name = Name(spec.path if spec else "", text(kind.named_children[-1]))
    elif kind.type == "type_identifier" and text(kind) not in declaration.uses.local:
        name = Name(source.package, text(kind))
    else:
        return (
            (VALUE, None) if kind.type.endswith(("map_type", "slice_type", "array_type")) else (UNKNOWN, None)
        )
    return _role(world, name), name


def _role(world: World, name: Name) -> str:
    kinds = {kind for kind, _ in world.types.get(name, ())}
    if kinds == {DefinitionKind.STRUCT}:
        return KEY
    written = {form for _, form in world.types.get(name, ())}
    if kinds == {DefinitionKind.TYPE} and all(form.startswith(("[", "map[")) for form in written):
        return VALUE
    return UNKNOWN
