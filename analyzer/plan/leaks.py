"""Blockers of shape: types of one side inside the other, dependencies against the grain, god objects."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analyzer.model.facts import DefinitionKind, Surface
from analyzer.model.meaning import TableOp
from analyzer.model.plan import Blocker
from analyzer.plan.sides import GATEWAY, OTHER, RENDERER, SHARED, SIDES, WORKER, Sides

GOD_LINES = 900
GOD_USERS = 8
GOD_USES = 8
LONG_FUNCTION = 300


def web_context_in_ai(sides: Sides) -> Iterator[Blocker]:
    """Signatures and fields of worker or shared code that take the web framework's types."""
    for number, surface in enumerate(sides.program.surfaces):
        used_by_ai = sides.role[number] == WORKER or (
            sides.role[number] == SHARED and WORKER in sides.sides_that_use(number)
        )
        if surface.is_test or not used_by_ai:
            continue
        found = _web_types(surface, sides.web_types)
        if found:
            line, name = min(found)
            yield Blocker(
                "web-context-in-ai",
                surface.path,
                line,
                f"{len(found)} signatures or fields take {name}: the worker would need the web framework",
                "hand over plain values, or an interface of the worker's own",
            )


def _web_types(surface: Surface, web_types: frozenset[str]) -> list[tuple[int, str]]:
    outside: dict[str, str] = {}
    for item in surface.imports:
        local = item.alias or item.member or re.sub(r"/v\d+$", "", item.target).rpartition("/")[2]
        outside[local] = f"{item.target}.{item.member}" if item.member else item.target
    found = []
    for definition in surface.definitions:
        types = [parameter.type for parameter in definition.parameters]
        types += [definition.type] if definition.kind is DefinitionKind.FIELD else []
        types += definition.bases
        for text in types:
            head, dot, tail = re.sub(r"[^\w.]", "", text).partition(".")
            if head in outside and _is_web(outside[head] + dot + tail, web_types):
                found.append((definition.line, text.strip("<>*")))
    return found


def _is_web(name: str, web_types: frozenset[str]) -> bool:
    plain = re.sub(r"/v\d+(?=\.|$)", "", name)
    return plain in web_types or any(plain.startswith(entry + ".") for entry in web_types)


def reverse_dependencies(sides: Sides) -> Iterator[Blocker]:
    """Worker code that uses gateway code, and shared code that uses either side: against the grain."""
    first: dict[tuple[int, str], tuple[int, str]] = {}
    for (file, other), place in sides.file_pairs.items():
        against = _against(sides.role[file], sides.role[other])
        if against and not sides.program.graph.files[file].is_test:
            key = (file, sides.role[other])
            held = first.get(key)
            first[key] = min(held or (place.line, sides.path[other]), (place.line, sides.path[other]))
    for (file, role), (line, path) in sorted(first.items()):
        yield Blocker(
            "reverse-dependency",
            sides.path[file],
            line,
            f"{sides.role[file]} code uses {role} code in {path}: one cannot be linked without the other",
            "move what is needed to shared code, or invert it by an interface",
        )


def _against(dependent: str, dependency: str) -> bool:
    return (dependent == WORKER and dependency == GATEWAY) or (
        dependent == SHARED and dependency in (GATEWAY, WORKER, RENDERER)
    )


def type_leaks(sides: Sides) -> Iterator[Blocker]:
    """Fields whose type belongs to another side, or to persistence inside the worker."""
    graph = sides.program.graph
    stores = {use.file for use in sides.meaning.table_uses if use.op in (TableOp.DECLARE, TableOp.WRITE)}
    first: dict[tuple[int, int], tuple[int, str]] = {}
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] in (OTHER, RENDERER):
            continue
        for definition in surface.definitions:
            if definition.kind is not DefinitionKind.FIELD or not definition.type:
                continue
            name = re.sub(
                r"^[^A-Za-z_]*|[^\w.].*$", "", re.sub(r"<|>|\*|\[\]|map\[\w+\]", "", definition.type)
            )
            target = sides.program.resolve(number, -1, name) if name else None
            if not isinstance(target, int):
                continue
            other = graph.symbols[target].file
            if other != number and _leaks(sides, number, other, stores):
                first.setdefault((number, other), (definition.line, f"{definition.name} {name}"))
    for (number, other), (line, field) in sorted(first.items()):
        yield Blocker(
            "type-leak",
            sides.path[number],
            line,
            f"the field {field} has a type of {sides.role[other]} code in {sides.path[other]}",
            "give each side a type of its own and convert at the border",
        )


def _leaks(sides: Sides, number: int, other: int, stores: set[str]) -> bool:
    mine, theirs = sides.role[number], sides.role[other]
    if mine == WORKER:
        return theirs == GATEWAY or (theirs == SHARED and sides.path[other] in stores)
    return mine in (SHARED, GATEWAY) and theirs == WORKER and sides.path[number] in stores


def god_objects(sides: Sides) -> Iterator[Blocker]:
    """Files that know everything: long, used by several roles, and using many files of several roles."""
    uses: defaultdict[int, set[int]] = defaultdict(set)
    for file, other in sides.file_pairs:
        uses[file].add(other)
    for number, node in enumerate(sides.program.graph.files):
        if node.is_test or node.is_generated:
            continue
        users = sum(sides.users.get(number, {}).values())
        roles = {sides.role[other] for other in uses[number]} & set(SIDES)
        wide = len(uses[number]) >= GOD_USES and users >= 1
        busy = users >= GOD_USERS or len(uses[number]) >= 3 * GOD_USES
        if (
            node.lines >= GOD_LINES
            and busy
            and wide
            and (len(roles) > 1 or len(sides.sides_that_use(number)) > 1)
        ):
            line = _longest(sides.program.surfaces[number])
            yield Blocker(
                "god-object",
                node.path,
                line,
                f"{node.lines} lines, used by {users} files and using {len(uses[number])}, on several sides",
                "split it by what each side needs before anything else",
            )


def _longest(surface: Surface) -> int:
    spans = [
        (definition.end_line - definition.line, -definition.line)
        for definition in surface.definitions
        if definition.kind in (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
    ]
    return -max(spans)[1] if spans else 1


def renderer_in_ai(sides: Sides) -> Iterator[Blocker]:
    """Rendering done in files that do AI work."""
    seen: set[str] = set()
    for use in sides.meaning.external:
        number = sides.number.get(use.file)
        if (
            use.kind == "media"
            and number is not None
            and sides.role[number] == WORKER
            and use.file not in seen
        ):
            seen.add(use.file)
            why = f"{use.system} is used in a file that does AI work"
            yield Blocker("renderer-in-ai", use.file, use.line, why, "move the rendering to the renderer")


def untrusted_code(sides: Sides) -> Iterator[Blocker]:
    """Code that is put together at run time and executed in the process."""
    for use in sides.meaning.external:
        number = sides.number.get(use.file)
        if use.kind in ("untrusted-code", "sandbox") and number is not None and sides.role[number] in SIDES:
            runner = use.detail if use.kind == "sandbox" else use.function or "the module"
            why = f"{runner} runs code made at run time"
            yield Blocker(
                "untrusted-code", use.file, use.line, why, "run it in a sandbox of its own, without secrets"
            )
