"""What a call gives: the result of a function of the repository, a construction, or something outside."""

from analyzer.match.abstract import (
    UNKNOWN,
    Abstract,
    Changed,
    Frame,
    Function,
    Literal,
    Object,
    Outside,
    Type,
    is_known,
)
from analyzer.match.descriptors import SERVICE
from analyzer.match.file_view import FUNCTIONS, TYPES
from analyzer.match.selection import Selection
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.values import Name

MOST_CALLS = 16
"""Calls entered one inside the other."""


class Invoking(Selection):
    """Calls in frames."""

    def result(self, number: int, frame: Frame, index: int = 0) -> Abstract:
        """What call `number` of the frame's file gives; `index` picks one of several results."""
        view = self.lookup.view(frame.file)
        call, target = view.calls[number], view.callees[number]
        router = self.router_of_call(number, frame)
        if router is not None:
            return router
        if isinstance(target, int):
            return self._inside(target, call, number, frame, index)
        text = self.text_result(call, target, frame)
        if text is not None:
            return text
        if target is None:
            return self._called(self.callee(call, frame), frame, number, index)
        return Outside(target, (frame, number))

    def _called(self, callee: Abstract, frame: Frame, number: int, index: int) -> Abstract:
        if isinstance(callee, Outside) and isinstance(callee.inner, Function):
            callee = callee.inner
        if isinstance(callee, Function):
            return self.invoke(callee, frame, number, index)
        if isinstance(callee, Type):
            return Object(callee.symbol, made=(frame, number))
        if isinstance(callee, Literal) and callee.type == SERVICE:
            return callee
        return Outside(callee.name, (frame, number)) if isinstance(callee, Outside) else UNKNOWN

    def callee(self, call: Call, frame: Frame) -> Abstract:
        """What is called, where the link did not know."""
        if call.receiver is None:
            return self.name(call.name, frame, call.line) if call.name else UNKNOWN
        if not call.name:
            return self.value(call.receiver, frame, call.line)
        if isinstance(call.receiver, Name):
            return self.name(f"{call.receiver.path}.{call.name}", frame, call.line)
        return self.select(self.value(call.receiver, frame, call.line), call.name)

    def _inside(self, target: int, call: Call, number: int, frame: Frame, index: int) -> Abstract:
        definition = self.lookup.definition(target)
        if definition.kind in TYPES:
            return self._construct(target, call, number, frame)
        if definition.kind not in FUNCTIONS:
            return self._called(self.callee(call, frame), frame, number, index)
        node = self.lookup.program.graph.symbols[target]
        if definition.kind is DefinitionKind.METHOD and call.receiver is not None:
            receiver = self.value(call.receiver, frame, call.line)
            function = self._dispatch(target, call, frame, receiver)
            return self.invoke(function, frame, number, index) if function else UNKNOWN
        return self.invoke(Function(node.file, node.definition), frame, number, index)

    def _construct(self, target: int, call: Call, number: int, frame: Frame) -> Abstract:
        if self.lookup.definition(target).kind is DefinitionKind.CLASS:
            return Object(target, made=(frame, number))
        if len(call.arguments) == 1:
            return self.value(call.arguments[0].value, frame, call.line)
        return UNKNOWN

    def _dispatch(self, target: int, call: Call, frame: Frame, receiver: Abstract) -> Function | None:
        """The method that runs: that of the receiver's own type, else the one the link found."""
        base = receiver
        while isinstance(base, Changed):
            base = base.base
        symbol = self.type_symbol(base) if isinstance(base, Literal) else None
        if isinstance(base, Object):
            symbol = base.symbol
        if symbol is not None:
            found = self._member(symbol, call.name, receiver)
            if isinstance(found, Function) and not self._is_abstract(found):
                return found
        node = self.lookup.program.graph.symbols[target]
        if not self._is_abstract(Function(node.file, node.definition)):
            return Function(node.file, node.definition, receiver if is_known(receiver) else None)
        options = self.lookup.implementations.get((frame.file, call.line, call.name), [])
        if not options:
            return None
        chosen = options[self.world.choose(("method", frame.number, call.line, call.name), len(options))]
        node = self.lookup.program.graph.symbols[chosen]
        return Function(node.file, node.definition)

    def _is_abstract(self, function: Function) -> bool:
        definitions = self.lookup.view(function.file).definitions
        scope = definitions[function.definition].scope
        return scope >= 0 and definitions[scope].kind is DefinitionKind.INTERFACE

    def invoke(self, function: Function, frame: Frame, number: int, index: int = 0) -> Abstract:
        """What a function gives back when called by call `number` of `frame`."""
        if frame.depth > MOST_CALLS or self.is_running(function.file, function.definition, frame):
            return UNKNOWN
        inner = self.called(
            function.file, function.definition, (frame, number), function.receiver, function.outer
        )
        found = self.returned(inner, index)
        is_new = isinstance(found, Outside) and (found.call is None or _leads_to(found.call[0], inner))
        return Outside("", (frame, number), found) if is_new or isinstance(found, Function) else found


def _leads_to(frame: Frame, called: Frame) -> bool:
    """Whether a frame is of what a call ran: what is made there is new with each call."""
    at: Frame | None = frame
    while at is not None and at is not called:
        at = at.caller[0] if at.caller is not None else at.outer
    return at is called
