"""A Python function becomes a call that a flag switches on: client, route, and the old code beside them."""

import re
from collections import Counter, defaultdict

import libcst as cst

from analyzer.model.graph import Evidence
from analyzer.model.patch import Remote
from analyzer.rewrite.edits import difference
from analyzer.rewrite.python.arriving import with_imports
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.cutting import Parting, bound_by
from analyzer.rewrite.python.layout import Layout, root_of, stem_of
from analyzer.rewrite.python.needs import new_name, new_packages
from analyzer.rewrite.python.remote_service import FILE, package_text, services_in
from analyzer.rewrite.python.remote_signature import signature_of
from analyzer.rewrite.python.remote_text import (
    ROUTERS,
    Call,
    Router,
    client_text,
    service_text,
    switch_text,
)
from analyzer.rewrite.request import Part, Request, folder

_FLAGS = "FeatureFlags"


def call_services(request: Request) -> Part:
    """What each wish adds: the operation's client and route, and the package through which services are
    asked."""
    part = Part()
    wishes: defaultdict[str, list[Remote]] = defaultdict(list)
    for wish in request.remotes:
        path = wish.unit.rpartition(":")[0]
        if path.endswith(".py"):
            wishes[path].append(wish)
    layout = Layout(request)
    services: defaultdict[str, set[str]] = defaultdict(set)
    for path, asked in sorted(wishes.items()):
        number = layout.modules.by_path.get(path)
        module = None if number is None else _parsed(request.tree.texts.get(path, b""))
        if number is None or module is None:
            part.refuse("a file cannot be read whole", [Evidence(path, 1)])
            continue
        after = module
        for wish in sorted(asked, key=lambda each: each.unit):
            after = _Operation(layout, number, wish, part).carry_out(after, services)
        part.edit(path, difference(request.tree.texts[path], after.bytes))
    for path, names in sorted(services.items()):
        _package(request, path, names, part)
    return part


def _parsed(text: bytes) -> cst.Module | None:
    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, UnicodeError, LookupError):
        return None


class _Operation:
    """One wish, in the module that declares the function."""

    def __init__(self, layout: Layout, number: int, wish: Remote, part: Part) -> None:
        self.layout, self.number, self.wish, self.part = layout, number, wish, part
        self.surface = layout.surfaces[number]
        self.name = wish.unit.rpartition(":")[2]
        self.text = layout.request.tree.texts[self.surface.path]

    def carry_out(self, module: cst.Module, services: dict[str, set[str]]) -> cst.Module:
        """The module with the switch, or the same where there is something against it."""
        declaring = [each for each in module.body if self.name in bound_by(each)]
        node = declaring[0] if len(declaring) == 1 else None
        if not isinstance(node, cst.FunctionDef):
            is_method = "." in self.name
            method = "it is a method: only functions of a module become calls"
            self._refuse(method if is_method else "it is no function that is declared once")
            return module
        signature = signature_of(node, self.wish.operation)
        for trouble in dict.fromkeys(signature.troubles):
            self._refuse(trouble)
        root = root_of(stem_of(self.surface.path), self.surface.module) or ""
        place = f"{root}/{FILE}".lstrip("/")
        parting = Parting(self.surface.path, place, frozenset())
        package = new_name(self.layout, parting, self.number, self.part)
        if signature.troubles or package is None:
            return module
        call = Call(self.wish.service, self.name, self.surface.module, package, signature)
        if self._is_taken(call):
            return module
        services[place].add(self.wish.service)
        for path in new_packages(self.layout, parting):
            self.part.created.setdefault(path, b"")
        client = self._files(call)
        return _switched(module, node, call, client)

    def _is_taken(self, call: Call) -> bool:
        """Whether a name that the call needs means something else in the module."""
        known = Bindings(self.layout.surfaces, self.layout.modules).of(self.number)
        given = {each.target for each in self.surface.imports if each.member == _FLAGS}
        words = {*re.findall(r"\w+", self.text.decode("utf-8", "replace"))} & {call.local, call.remote}
        if _FLAGS in call.signature.sent or (_FLAGS in known and given != {call.package}):
            words.add(_FLAGS)
        if words:
            self._refuse(f"a name that the call needs is there already: {', '.join(sorted(words))}")
        return bool(words)

    def _files(self, call: Call) -> str:
        """Writes client and route beside the module; gives the client's module."""
        beside = folder(self.surface.path)
        client, service = (f"{beside}/{self.name}_{kind}.py".lstrip("/") for kind in ("remote", "service"))
        for path in (client, service):
            if path in self.layout.request.tree.texts or path in self.part.created:
                self._refuse(f"{path} is there already")
        imports = self.surface.imports
        future = any(each.target == "__future__" and each.member == "annotations" for each in imports)
        self.part.created[client] = client_text(call, future)
        self.part.created[service] = service_text(call, _router(self.layout))
        self._notes(service)
        package = ".".join(self.layout.package(self.number, then=False))
        return f"{package}.{call.remote}".lstrip(".")

    def _notes(self, service: str) -> None:
        operation = self.wish.operation
        places = [place for caller in operation.callers for place in caller.places] if operation else []
        note = self.part.note
        note("with the flag on, a call can take its time and fail with RemoteError", places)
        note("the service has to mount the operation where it makes its router", [Evidence(service, 1)])
        note("httpx has to be among the requirements", [Evidence(self.surface.path, 1)])

    def _refuse(self, reason: str) -> None:
        lines = (each.line for each in self.surface.definitions if each.name == self.name)
        self.part.refuse(reason, [Evidence(self.surface.path, next(lines, 1), self.name)])


def _switched(module: cst.Module, node: cst.FunctionDef, call: Call, client: str) -> cst.Module:
    """The module with the old code under another name, and the switch under the old one."""
    parsed = cst.parse_statement(switch_text(call), config=module.config_for_parsing)
    body = cst.ensure_type(parsed, cst.FunctionDef).body
    blank = [cst.EmptyLine(indent=False)] * 2
    switch = node.with_changes(body=body, leading_lines=blank)
    old = node.with_changes(name=node.name.with_changes(value=call.local))
    place = module.body.index(node)
    changed = module.with_changes(body=[*module.body[:place], old, switch, *module.body[place + 1 :]])
    return with_imports(
        changed, [f"from {client} import {call.remote}", f"from {call.package} import {_FLAGS}"]
    )


def _router(layout: Layout) -> Router:
    """The framework that most files import."""
    counts: Counter[int] = Counter()
    for number in layout.files:
        surface = layout.surfaces[number]
        tops = {each.target.partition(".")[0] for each in surface.imports if not surface.is_test}
        counts.update(place for place, router in enumerate(ROUTERS) if router.package in tops)
    return ROUTERS[min(counts, key=lambda place: (-counts[place], place), default=-1)]


def _package(request: Request, path: str, names: set[str], part: Part) -> None:
    before = request.tree.texts.get(path)
    if before is None:
        part.created[path] = package_text(names)
    elif not (known := services_in(before)):
        part.refuse("the package of the flags was changed by hand", [Evidence(path, 1)])
    elif package_text({*known, *names}) != before:
        part.edit(path, difference(before, package_text({*known, *names})))
