"""Verdicts on types, and how those of parts make that of a whole."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from analyzer.match.wire_types import WireType
from analyzer.model.contract import VERDICTS, Shape, TravelVerdict

AS_IS, DTO, IN_PROCESS = VERDICTS
ANY = Shape("any")


class Judged(Struct, frozen=True):
    """The shape of a type, its verdict and why; `role` is error or dropped for what is no value to send."""

    shape: Shape
    verdict: TravelVerdict = AS_IS
    reason: str = ""
    role: str = ""


UNSTATED = Judged(ANY, DTO, "the type is not stated")
Variables = Mapping[str, Judged]
"""What the type parameters in scope stand for."""


def worst(parts: list[tuple[str, Judged]]) -> tuple[TravelVerdict, str]:
    """The worst verdict of named parts, with the reason of the first of that kind."""
    verdict, reason = AS_IS, ""
    for name, one in parts:
        if VERDICTS.index(one.verdict) > VERDICTS.index(verdict):
            verdict, reason = one.verdict, f"{name}: {one.reason}" if name else one.reason
    return verdict, reason


def list_of(parts: list[Judged]) -> Judged:
    """A list of what its parts are; bytes where that is a byte. Parts of several kinds make a tuple."""
    stated = [part for part in parts if part is not UNSTATED] or parts
    if not stated:
        return Judged(Shape("list", items=(ANY,)), DTO, "what it holds is not stated")
    inner = stated[0]
    if inner.shape == Shape("integer", "byte"):
        return Judged(Shape("bytes"))
    if len({part.shape for part in stated}) > 1:
        verdict, reason = worst([("", part) for part in stated])
        if verdict is not IN_PROCESS:
            verdict, reason = DTO, "a tuple: give its parts names"
        return Judged(Shape("list", items=(ANY,)), verdict, reason)
    return replace(inner, shape=Shape("list", items=(inner.shape,)), role="")


def map_of(parts: list[Judged]) -> Judged:
    """A map: its keys must be texts or numbers."""
    if len(parts) < 2:
        return Judged(Shape("map", items=(ANY,)), DTO, "what it holds is not stated")
    key, value = parts[0], parts[1]
    made = replace(value, shape=Shape("map", items=(value.shape,)), role="")
    if key.shape.kind not in ("string", "integer", "enum", "any") and made.verdict is AS_IS:
        return replace(made, verdict=DTO, reason="keys of a JSON object are strings")
    return made


def union_of(parts: list[Judged]) -> Judged:
    """One of several: with None that which is left may be missing, several others are anything."""
    nothing = Shape("any", nullable=True)
    left = [part for part in parts if part.shape != nothing or part.verdict is not AS_IS]
    nullable = len(left) < len(parts)
    if len({part.shape for part in left}) == 1:
        return replace(left[0], shape=replace(left[0].shape, nullable=nullable or left[0].shape.nullable))
    verdict, reason = worst([("", part) for part in left])
    if verdict is not IN_PROCESS:
        verdict, reason = DTO, "one of several types: say which"
    return Judged(Shape("any", nullable=nullable), verdict, reason)


def outside(found: WireType | None, name: str, parts: list[Judged]) -> Judged:
    """The verdict on a type that the repository does not define."""
    if found is None:
        return Judged(ANY, DTO, f"{name} belongs to a library")
    match found.kind:
        case "list":
            return list_of(parts)
        case "map":
            return map_of(parts)
        case "optional":
            return union_of([*parts[:1], Judged(Shape("any", nullable=True))])
        case "union":
            return union_of(parts)
        case "inner":
            return parts[-1] if parts else UNSTATED
        case "dto" | "in-process":
            return Judged(ANY, TravelVerdict(found.kind), found.reason)
        case "error" | "dropped":
            return Judged(Shape("string"), role=found.kind, reason=found.reason)
        case "record" | "enum":
            return Judged(ANY, DTO, f"{name} belongs to a library")
    return Judged(Shape(found.kind, found.format, nullable=found.nullable))
