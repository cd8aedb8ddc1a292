"""Classes that answer requests: the HTTP methods they define, and the routes of view sets."""

from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.abstract import Abstract, Frame, Object, Outside, Type
from analyzer.match.lookup import Lookup
from analyzer.match.parts import written
from analyzer.match.routers import RouteEvaluator
from analyzer.match.rule import Rule, TakeKind
from analyzer.match.texts import path_of_regex
from analyzer.model.facts import Call, Definition, DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Composite, Name, Text, Value

VERB_METHODS = ("get", "head", "post", "put", "patch", "delete", "options")

ACTIONS: dict[str, tuple[str, bool]] = {
    "list": ("GET", False),
    "create": ("POST", False),
    "retrieve": ("GET", True),
    "update": ("PUT", True),
    "partial_update": ("PATCH", True),
    "destroy": ("DELETE", True),
}
"""Actions of a view set, with their HTTP method and whether they are about one object."""

ACTIONS_OF_BASES: dict[str, tuple[str, ...]] = {
    "ModelViewSet": tuple(ACTIONS),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ListModelMixin": ("list",),
    "CreateModelMixin": ("create",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
}

VERBS_OF_BASES: dict[str, tuple[str, ...]] = {
    "flask_rest_jsonapi.ResourceList": ("GET", "POST"),
    "flask_rest_jsonapi.ResourceDetail": ("GET", "PATCH", "DELETE"),
    "flask_rest_jsonapi.ResourceRelationship": ("GET", "POST", "PATCH", "DELETE"),
    "django.TemplateView": ("GET",),
    "django.ListView": ("GET",),
    "django.DetailView": ("GET",),
    "django.FormView": ("GET", "POST"),
    "django.CreateView": ("GET", "POST"),
    "django.UpdateView": ("GET", "POST"),
    "django.DeleteView": ("GET", "POST"),
    "rest_framework.ListAPIView": ("GET",),
    "rest_framework.CreateAPIView": ("POST",),
    "rest_framework.RetrieveAPIView": ("GET",),
    "rest_framework.UpdateAPIView": ("PUT", "PATCH"),
    "rest_framework.DestroyAPIView": ("DELETE",),
    "rest_framework.ListCreateAPIView": ("GET", "POST"),
    "rest_framework.RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "rest_framework.RetrieveDestroyAPIView": ("GET", "DELETE"),
    "rest_framework.RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
}
"""HTTP methods of classes from outside, by top package and name; those that stand on them have them, too."""

ALLOWED = ("methods", "http_method_names")
"""Attributes of a class that name the only HTTP methods it answers."""


class Action(Struct, frozen=True):
    """One route of a view set: its HTTP methods and the path below the prefix."""

    methods: tuple[str, ...]
    path: str


class Classes:
    """Reads classes with an evaluator."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.lookup: Lookup = evaluator.lookup

    def of_value(self, value: Abstract) -> int | None:
        """The class behind a value: itself, an instance, or `View.as_view()`."""
        if isinstance(value, Type | Object):
            return value.symbol
        if isinstance(value, Outside) and value.call is not None:
            frame, number = value.call
            call = self.lookup.view(frame.file).calls[number]
            if call.name == "as_view" and isinstance(call.receiver, Name):
                return self.of_value(self.evaluator.value(call.receiver, frame, call.line))
            for argument in call.arguments[:1]:
                return self.of_value(self.evaluator.value(argument.value, frame, call.line))
        return None

    def verbs(self, symbol: int) -> tuple[str, ...]:
        """HTTP methods that a class defines (`get` or `on_get`), also in its bases, and then allows."""
        defined = self._defined(symbol, "on_") or self._defined(symbol, "")
        known = [verb for base in self.bases(symbol) if isinstance(base, str) for verb in _verbs_of(base)]
        allowed = self._allowed(symbol)
        verbs = tuple(dict.fromkeys((*known, *defined)))
        return tuple(verb for verb in verbs or allowed if not allowed or verb in allowed)

    def _allowed(self, symbol: int) -> tuple[str, ...]:
        """HTTP methods that an attribute of a class lists; none where it has no such attribute."""
        for name in ALLOWED:
            named = self.lookup.member(symbol, name)
            verbs = _verbs_in(self.lookup.definition(named).value) if isinstance(named, int) else ()
            if verbs:
                return verbs
        return ()

    def of_view(self, value: Abstract) -> tuple[str, ...]:
        """HTTP methods of a view: those that `as_view` is given (`{"get": "list"}`), else of its class."""
        symbol = self.of_value(value)
        verbs = self.verbs(symbol) if symbol is not None else ()
        if isinstance(value, Outside) and value.call is not None:
            verbs = verbs or _verbs_of(value.name.removesuffix(".as_view"))
            call = self.lookup.view(value.call[0].file).calls[value.call[1]]
            for argument in call.arguments if call.name == "as_view" else ():
                if argument.keyword in ("", "actions", *ALLOWED):
                    return _verbs_in(argument.value) or verbs
        return verbs

    def _defined(self, symbol: int, ahead: str) -> tuple[str, ...]:
        """HTTP methods whose method a class or one of its bases in the repository has."""
        classes = [self.lookup.program.graph.symbols[each] for each in self._family(symbol)]
        owners = [(self.lookup.program.surfaces[node.file].module, node.name) for node in classes]
        return tuple(
            verb.upper()
            for verb in VERB_METHODS
            if any((module, f"{name}.{ahead}{verb}") in self.lookup.members for module, name in owners)
        )

    def _family(self, symbol: int) -> list[int]:
        """A class and its bases in the repository."""
        return [symbol, *(base for base in self.bases(symbol) if isinstance(base, int))]

    def bases(self, symbol: int, depth: int = 0) -> Iterator[Target]:
        """All bases of a class: symbols, and names of those outside the repository."""
        node = self.lookup.program.graph.symbols[symbol]
        definition = self.lookup.definition(symbol)
        for base in definition.base_names:
            target = self.lookup.resolve(node.file, definition.scope, base)
            yield target if target is not None else base
            if isinstance(target, int) and depth < 8:
                yield from self.bases(target, depth + 1)

    def actions(self, symbol: int) -> list[Action]:
        """The routes of a view set: list, detail, and methods marked as actions."""
        names = {
            action
            for base in self.bases(symbol)
            if isinstance(base, str)
            for action in ACTIONS_OF_BASES.get(base.rsplit(".", 1)[-1], ())
        }
        names.update(name for name in ACTIONS if isinstance(self.lookup.member(symbol, name), int))
        found: list[Action] = []
        allowed = self._allowed(symbol)
        for detail in (False, True):
            verbs = tuple(
                verb
                for name, (verb, one) in ACTIONS.items()
                if one is detail and name in names and (not allowed or verb in allowed)
            )
            if verbs:
                found.append(Action(verbs, "/{pk}/" if detail else "/"))
        return [*found, *self._extra(symbol)]

    def _extra(self, symbol: int) -> Iterator[Action]:
        for each in self._family(symbol):
            node = self.lookup.program.graph.symbols[each]
            view = self.lookup.view(node.file)
            for call in view.calls:
                if call.name == "action" and call.decorates >= 0:
                    method = view.definitions[call.decorates]
                    if method.scope == node.definition and method.kind is DefinitionKind.METHOD:
                        yield self._action(
                            node.file, method, {a.keyword: a for a in call.arguments}, call.line
                        )

    def _action(self, file: int, method: Definition, given: dict[str, object], line: int) -> Action:
        frame = self.evaluator.frame_of(file, -1)

        def texts(keyword: str) -> list[str]:
            value = getattr(given.get(keyword), "value", None)
            return self.evaluator.texts([self.evaluator.value(value, frame, line)])

        path = path_of_regex((texts("url_path") or [method.name.rsplit(".", 1)[-1]])[0])
        detail = texts("detail")[:1] == ["True"]
        methods = tuple(verb.upper() for verb in texts("methods")) or ("GET",)
        return Action(methods, f"/{{pk}}/{path}/" if detail else f"/{path}/")


class ClassEvaluator(RouteEvaluator):
    """An evaluator that also reads the HTTP methods of handler classes."""

    def class_methods(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods that the class of the handler answers."""
        classes = Classes(self)
        for take in rule.take.get("handler", ()):
            if take.kind is TakeKind.DECORATES:
                return classes.verbs(self.lookup.symbol(frame.file, call.decorates))
            value = written(take, call)
            if value is not None:
                return classes.of_view(self.value(value, frame, call.line))
        return ()


def _verbs_in(value: Value | None) -> tuple[str, ...]:
    """HTTP methods that a list or the keys of a mapping name."""
    items = value.items if isinstance(value, Composite) else ()
    named = (item.value if item.key is None else item.key for item in items)
    return tuple(each.value.upper() for each in named if isinstance(each, Text))


def _verbs_of(outside: str) -> tuple[str, ...]:
    """HTTP methods of a class from outside, wherever in its top package it lies."""
    return VERBS_OF_BASES.get(f"{outside.partition('.')[0]}.{outside.rpartition('.')[2]}", ())
