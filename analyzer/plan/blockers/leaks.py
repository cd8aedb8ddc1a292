"""Blockers of shape: types of one side inside the other, dependencies against the grain."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.meaning import EntryPointKind, TableOp
from analyzer.model.plan import Blocker
from analyzer.plan.blockers.brief import in_brief
from analyzer.plan.sides import GATEWAY, OTHER, RENDERER, SHARED, SIDES, WORKER, Sides

_DRAWS = frozenset(["media", "process", "untrusted-code"])
DOUBT = 0.05
"""A role with a smaller lead than this is in doubt."""
_NO_DATA = re.compile(r"Enum\b|Protocol\b|\bABC\b|Flag\b")
_MAIL = ("net/smtp.", "smtplib.")


def reverse_dependencies(sides: Sides) -> Iterator[Blocker]:
    """Dependencies against the grain: worker code on the gateway's, shared code on either side's, and code
    that lives with the other side, so that one cannot be linked without the other. One blocker a file."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for (file, other), place in sides.file_pairs.items():
        why = _against(sides, file, other)
        if why and not sides.program.graph.files[file].is_test:
            found[sides.path[file]].append((place.line, why))
    for path, line, why in (*_strangers(sides), *_jobs_at_home(sides), *_mail_of_stores(sides)):
        found[path].append((line, why))
    for path, reasons in sorted(found.items()):
        reasons.sort()
        more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        lines = tuple(sorted({line for line, _ in reasons[1:]} - {reasons[0][0]}))
        remedy = "move what is needed to shared code, or invert it by an interface"
        yield Blocker("reverse-dependency", path, reasons[0][0], reasons[0][1] + more, remedy, lines)


def _against(sides: Sides, file: int, other: int) -> str:
    mine, theirs = sides.role[file], sides.role[other]
    where = sides.path[other]
    if where.endswith(".go") and where.rpartition("/")[0] == sides.path[file].rpartition("/")[0]:
        return ""  # one package of Go is linked whole
    if sides.path[file].endswith("__init__.py") and where.startswith(
        sides.path[file].removesuffix("__init__.py")
    ):
        return ""  # what a package gives out of itself
    if file in sides.stores and theirs in (WORKER, RENDERER) and other not in sides.stores:
        return f"persistence code that several sides use needs {theirs} code in {where}"
    lives_there = theirs in SIDES and sides.home[other] == theirs
    # A file whose role is in doubt may be on the other side as well.
    clear = min(sides.margin[file], sides.margin[other]) >= DOUBT
    if clear and ((mine == WORKER and theirs == GATEWAY) or (mine == SHARED and lives_there)):
        return f"{mine} code uses {theirs} code in {where}: one cannot be linked without the other"
    if mine == WORKER and sides.home[other] == GATEWAY and sides.home[file] != GATEWAY:
        return f"{mine} code uses {where}, which lives with the gateway's code"
    return ""


def _strangers(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """AI code in a folder of shared code: whoever uses the folder gets the AI libraries too."""
    for number, path in enumerate(sides.path):
        used = GATEWAY in sides.sides_that_use(number)
        if sides.role[number] == WORKER and sides.home[number] == SHARED and used:
            sites = [site for site in sides.calls.by_file.get(number, ()) if site.caller in sides.working]
            if sites:
                yield (
                    path,
                    sites[0].line,
                    "AI code lies in a folder of shared code: who links that links this",
                )


def _jobs_at_home(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Jobs with AI work whose code lives with the gateway's: the worker would have to link the gateway."""
    kinds = (EntryPointKind.MESSAGE, EntryPointKind.JOB)
    for entry in sides.meaning.entry_points:
        file = sides.number.get(entry.file)
        if entry.kind in kinds and file is not None and sides.role[file] == GATEWAY == sides.home[file]:
            yield (
                entry.file,
                entry.line,
                f"the {entry.kind.value} {entry.path} is registered in the gateway's package",
            )
    graph = sides.program.graph
    for site in sides.calls.sites:
        callee = site.callee
        if not site.spawned or not isinstance(callee, int) or callee not in sides.waiting:
            continue
        file = graph.symbols[callee].file
        if sides.role[file] == GATEWAY == sides.home[file] and file != site.file and file not in sides.mains:
            name, line = graph.symbols[callee].name, graph.symbols[callee].line
            yield sides.path[file], line, f"the job {name} does AI work and lives with the gateway's code"


def _mail_of_stores(sides: Sides) -> Iterator[tuple[str, int, str]]:
    """Persistence code that sends mail or messages: storing drags the gateway's notices along."""
    mailers = {
        site.caller
        for site in sides.calls.sites
        if site.caller >= 0 and (sides.system(site.callee) == "mail" or str(site.callee).startswith(_MAIL))
    }
    written = {use.file for use in sides.meaning.table_uses if use.op is TableOp.WRITE}
    sending = sides.calls.waiting_for(mailers)
    for site in sides.calls.sites:
        file = site.file
        if (
            site.callee in sending
            and sides.path[file] in written
            and sides.role[file] == SHARED
            and sides.calls.file_of(int(site.callee)) != file
        ):
            name = sides.program.graph.symbols[int(site.callee)].name
            yield sides.path[file], site.line, f"persistence code sends mail ({name})"


def type_leaks(sides: Sides) -> Iterator[Blocker]:
    """Fields, parameters and results whose type belongs to another side, or to persistence inside the worker.

    One blocker a file, with the leaks that are stored or answered first. Of the files that take types of one
    folder those with the most types are told; they have one cause.
    """
    found: defaultdict[str, list[tuple[int, Blocker]]] = defaultdict(list)
    for folder, types, blocker in _leaking_files(sides):
        found[folder].append((types, blocker))
    for folder, ranked in found.items():
        ranked.sort(key=lambda item: (-item[0], item[1].file))
        yield from in_brief([blocker for _, blocker in ranked], f"files take types of {folder}")


def _leaking_files(sides: Sides) -> Iterator[tuple[str, int, Blocker]]:
    """Files with leaks: the folder of the first type that leaks, how many types there are, the blocker."""
    graph = sides.program.graph
    declared = {use.file for use in sides.meaning.table_uses if use.op in (TableOp.DECLARE, TableOp.WRITE)}
    keeping = {use.file for use in sides.meaning.table_uses if use.op in (TableOp.READ, TableOp.WRITE)}
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] in (OTHER, RENDERER):
            continue
        found: dict[str, tuple[int, str, str]] = {}
        for definition in surface.definitions:
            for text in _types(definition):
                target = sides.program.resolve(number, -1, text)
                other = graph.symbols[target].file if isinstance(target, int) else number
                is_data = isinstance(target, int) and _is_data(sides, target)
                if other != number and is_data and _leaks(sides, number, other, declared, keeping):
                    why = f"{definition.name} has the type {text} of {sides.path[other]}"
                    found.setdefault(text, (definition.line, why, sides.path[other].rpartition("/")[0]))
                elif isinstance(target, str) and _answers_with(sides, number, definition, text, target):
                    why = f"{definition.name} gives the provider's own type {text}"
                    found.setdefault(text, (definition.line, why, text.partition(".")[0]))
        if found:
            (line, why, folder), *rest = sorted(found.values())
            more = f", and {len(rest)} more types" if rest else ""
            remedy = "give each side a type of its own and convert at the border"
            lines = tuple(sorted({place[0] for place in rest} - {line}))
            yield folder, len(found), Blocker("type-leak", surface.path, line, why + more, remedy, lines)


def _types(definition: Definition) -> Iterator[str]:
    texts = [definition.type] if definition.kind is DefinitionKind.FIELD else []
    texts += [value.type for value in (*definition.parameters, *definition.results)]
    for text in texts:
        yield from re.findall(r"[A-Za-z_][\w.]*", text)


def _answers_with(sides: Sides, number: int, definition: Definition, text: str, target: str) -> bool:
    """Whether gateway code gives back a type of a model's library."""
    given = any(text in result.type for result in definition.results)
    return given and sides.role[number] == GATEWAY and sides.works_with_ai(target)


def _is_data(sides: Sides, symbol: int) -> bool:
    """Whether a type holds data: one that does no AI work and keeps no tables by methods of its own."""
    found = sides.program.graph.symbols[symbol]
    if found.kind not in (DefinitionKind.STRUCT, DefinitionKind.CLASS, DefinitionKind.TYPE):
        return False
    definitions = sides.program.surfaces[found.file].definitions
    if any(_NO_DATA.search(base) for base in definitions[found.definition].bases):
        return False
    fields = [
        item for item in definitions if item.scope == found.definition and item.kind is DefinitionKind.FIELD
    ]
    if found.kind is DefinitionKind.STRUCT and fields and not any(item.exported for item in fields):
        return False  # what shows none of its fields serves
    return (sides.path[found.file].rpartition("/")[0], found.name) not in sides.services


def _leaks(sides: Sides, number: int, other: int, declared: set[str], keeping: set[str]) -> bool:
    """Whether one of the two is persistence code that the other drags along; plain types of a package
    without statements travel as they are, and persistence code takes what it stores."""
    mine, theirs = sides.role[number], sides.role[other]
    stored = sides.path[other] in declared
    if mine == WORKER:
        folder = sides.path[other].rpartition("/")[0] + "/"
        drags = sides.path[other].endswith(".py") or any(
            path.startswith(folder) and "/" not in path.removeprefix(folder) for path in keeping
        )
        return theirs in (GATEWAY, SHARED) and stored and drags and sides.path[number] not in keeping
    return mine in (SHARED, GATEWAY) and theirs == WORKER and sides.path[number] in declared


def renderer_in_ai(sides: Sides) -> Iterator[Blocker]:
    """Rendering done in files that do AI work or in requests: by a library, or by calls of render code."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    draws = {use.file for use in sides.meaning.external if use.kind in _DRAWS}
    for use in sides.meaning.external:
        number = sides.number.get(use.file)
        if use.kind == "media" and number is not None and sides.role[number] == WORKER:
            found[use.file].append((use.line, f"{use.system} is used in a file that does AI work"))
    for site in sides.calls.sites:
        callee = site.callee
        if site.spawned or not isinstance(callee, int) or sides.role[site.file] not in (WORKER, GATEWAY):
            continue
        file = sides.calls.file_of(callee)
        if sides.role[file] == RENDERER and sides.path[file] in draws:
            name = sides.program.graph.symbols[callee].name
            why = f"{sides.role[site.file]} code waits for {name} of the renderer in {sides.path[file]}"
            found[sides.path[site.file]].append((site.line, why))
    for path, places in sorted(found.items()):
        places.sort()
        lines = tuple(sorted({line for line, _ in places[1:]} - {places[0][0]}))
        yield Blocker("renderer-in-ai", path, *places[0], "move the rendering to the renderer", lines)
