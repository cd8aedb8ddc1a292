"""Keys of composite literals: a field of a struct, or a value."""

from tree_sitter import Node

KEY, UNKNOWN, VALUE = "key", "unknown", ""
"""A field; perhaps a field; a name like any other."""

_INDEXED = frozenset({"map_type", "slice_type", "array_type", "implicit_length_array_type"})


def of_field(name: Node) -> str:
    """What a bare name is in the literal around it."""
    element = name.parent
    pair = element.parent if element is not None else None
    if element is None or pair is None or element.type != "literal_element" or pair.type != "keyed_element":
        return VALUE
    if pair.children[0] != element:
        return VALUE
    kind = literal_type(pair)
    if kind is None:
        return UNKNOWN
    if kind.type in _INDEXED:
        return VALUE
    return KEY if kind.type == "struct_type" else UNKNOWN


def literal_type(element: Node) -> Node | None:
    """The type of the literal that holds an element, None where another declaration says it."""
    steps: list[str] = []
    body = element.parent
    while body is not None and body.type == "literal_value":
        holder = body.parent
        if holder is None:
            return None
        if holder.type == "composite_literal":
            return _inner(holder.child_by_field_name("type"), steps[::-1])
        pair = holder.parent
        is_key = pair is not None and pair.type == "keyed_element" and pair.children[0] == holder
        steps.append("key" if is_key else "value")
        body = pair.parent if pair is not None and pair.type == "keyed_element" else pair
    return None


def _inner(kind: Node | None, steps: list[str]) -> Node | None:
    """The type some elements deeper."""
    for step in steps:
        if kind is None or kind.type not in _INDEXED:
            return None
        kind = kind.child_by_field_name(step if kind.type == "map_type" else "element")
        if kind is not None and kind.type == "pointer_type":
            kind = kind.named_children[0]
    return kind
