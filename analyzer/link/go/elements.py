"""What types are made of: elements, keys, and what a loop gets from them."""

from analyzer.link.go.members import Members
from analyzer.link.go.outside import KNOWN_TYPES
from analyzer.link.go.types import INT, Basic, Container, External, Function, Outside, Type


def underlying(members: Members, of: Type) -> Type:
    """What a type is made of; known types of outside packages included."""
    kind = members.underlying(of)
    if isinstance(kind, Outside) and kind.name in KNOWN_TYPES:
        return KNOWN_TYPES[kind.name](kind.arguments)
    return kind


def element(members: Members, of: Type) -> Type:
    """What an index gives."""
    kind = underlying(members, of)
    if isinstance(kind, Container) and kind.form == "*":
        kind = underlying(members, kind.element)
    if isinstance(kind, Container):
        return kind.element
    if isinstance(kind, External | Outside):
        return External(f"{kind[0]}[]")
    return Basic("uint8") if kind == Basic("string") else None


def walked(members: Members, of: Type, part: str) -> Type:
    """What `range` gives, or (`@e`) what the braces of a literal hold."""
    kind = underlying(members, of)
    while isinstance(kind, Container) and kind.form == "*":
        kind = underlying(members, kind.element)
    if isinstance(kind, Function):
        yielded = kind.parameters[0] if kind.parameters else None
        taken = yielded.parameters if isinstance(yielded, Function) else ()
        number = 0 if part == "k" else 1
        return taken[number] if number < len(taken) else None
    if isinstance(kind, Container):
        if part == "k" and kind.form != "chan":
            return kind.key if kind.form == "map" else INT
        return kind.element
    if isinstance(kind, External | Outside):
        return External(f"{kind[0]}[]")
    if kind == Basic("string"):
        return INT if part == "k" else Basic("int32")
    return INT if isinstance(kind, Basic) and part == "k" else None
