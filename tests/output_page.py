"""The reference part of docs/output.md, made from the models: `python tests/output_page.py` rewrites it."""

import inspect
import typing
from pathlib import Path

import msgspec

from analyzer.model.analysis import Analysis

PAGE = Path(__file__).parents[1] / "docs" / "output.md"
MARK = "<!-- generated from analyzer/model by tests/output_page.py -->\n"


def structs(
    kind: object, found: dict[type, dict[str, object]] | None = None
) -> dict[type, dict[str, object]]:
    """Every struct that JSON of `kind` can hold, with the types of its fields, in order of appearance."""
    found = {} if found is None else found
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in found:
        hints = typing.get_type_hints(kind)
        found[kind] = {field.name: hints[field.name] for field in msgspec.structs.fields(kind)}
        for hint in found[kind].values():
            structs(hint, found)
    for argument in typing.get_args(kind):
        structs(argument, found)
    return found


def shown(hint: object) -> str:
    """A type as a reader of JSON knows it."""
    arguments = typing.get_args(hint)
    if arguments and typing.get_origin(hint) is dict:
        return f"object of {shown(arguments[1])}"
    if arguments and arguments[-1] is Ellipsis:
        return f"array of {shown(arguments[0])}"
    if arguments:
        return f"array: {', '.join(shown(argument) for argument in arguments)}"
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    name = getattr(hint, "__name__", str(hint))
    return {"str": "string", "int": "integer", "bool": "boolean", "float": "number"}.get(name, "string")


def section(kind: type, fields: dict[str, object]) -> str:
    as_array = kind.__struct_config__.array_like  # type: ignore[attr-defined]
    form = "An array of these, in this order" if as_array else "An object with"
    rows = "\n".join(f"| `{name}` | {shown(hint)} |" for name, hint in fields.items())
    return f"## {kind.__name__}\n\n{inspect.getdoc(kind)}\n\n{form}:\n\n| field | type |\n|---|---|\n{rows}\n"


def page() -> str:
    """The whole page: what was written by hand, then a section for each struct."""
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    sections = [section(kind, fields) for kind, fields in structs(Analysis).items()]
    return f"{head}{MARK}\n" + "\n".join(sections)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
