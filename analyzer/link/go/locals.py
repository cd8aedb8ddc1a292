"""Names as written inside a function to access paths."""

from analyzer.link.resolver import Linkable
from analyzer.model.facts import Definition


def local_path(linkable: Linkable, file: int, scope: int, name: str) -> str:
    """The access path of dotted `name` at `scope`; its first part may be a local variable."""
    first, dot, rest = name.partition(".")
    definitions = linkable.surfaces[file].definitions
    while scope >= 0:
        found = _parameter(definitions[scope], first) or _binding(linkable, file, scope, first)
        if found:
            return found + dot + rest
        scope = definitions[scope].scope
    return name


def _parameter(definition: Definition, name: str) -> str:
    if definition.receiver == name:
        return f"<{definition.type}>"
    for each in (*definition.parameters, *definition.results):
        if each.name == name:
            return f"<[]{each.type[3:]}>" if each.type.startswith("...") else f"<{each.type}>"
    return ""


def _binding(linkable: Linkable, file: int, scope: int, name: str) -> str:
    for binding in linkable.body(file).bindings:
        if binding.scope == scope and binding.name == name and binding.type not in ("", "?"):
            return binding.type if binding.type[-1] in "}>" else f"{{{binding.type}}}"
    return ""
