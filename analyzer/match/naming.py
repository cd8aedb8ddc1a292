"""What a name means: a local, a parameter, the receiver, or something of the package."""

from collections.abc import Sequence
from functools import partial

from analyzer.match.abstract import (
    COMPUTED,
    UNKNOWN,
    Abstract,
    Frame,
    Function,
    Listing,
    Literal,
    Nothing,
    Object,
    Outside,
    Str,
    Type,
    is_known,
)
from analyzer.match.activations import Activations
from analyzer.match.file_view import FUNCTIONS, TYPES
from analyzer.match.texting import text_of
from analyzer.match.texts import outside_constant
from analyzer.model.facts import Binding, DefinitionKind
from analyzer.model.values import Text

VALUES = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT, DefinitionKind.FIELD)


LAST_LINE = 1 << 30


class Naming(Activations):
    """Names in frames."""

    def name(self, path: str, frame: Frame, line: int) -> Abstract:
        """What a dotted name means in a frame: a local, a parameter, the receiver, else a global."""
        parts, at = path.split("."), line
        inner: Frame | None = frame
        while inner is not None:
            found = self._local(parts, inner, line if inner is frame else LAST_LINE, at)
            if found is not None:
                if is_known(found):
                    return found
                break
            at = self._line_of(inner)
            inner = self.outer(inner)
        found = self._before(path, frame, line)
        found = found if is_known(found) else self._global(path, frame)
        return Str(found.text, frame.file, line) if isinstance(found, Str) else found

    def _line_of(self, frame: Frame) -> int:
        """Where the function of a frame stands."""
        if frame.definition < 0:
            return LAST_LINE
        return self.lookup.program.surfaces[frame.file].definitions[frame.definition].line

    def _local(self, parts: Sequence[str], frame: Frame, line: int, at: int) -> Abstract | None:
        view = self.lookup.view(frame.file)
        if frame.definition < 0:
            return None
        for size in range(len(parts), 0, -1):
            written = view.reaching(frame.definition, ".".join(parts[:size]), line, at)
            bindings = [b for b in written if (frame.number, id(b)) not in self.active]
            if bindings:
                found = self.select_all(self._bound(bindings, frame), parts[size:])
                if isinstance(found, Str) and isinstance(bindings[0].value, Text) and line < LAST_LINE:
                    return Str(found.text, frame.file, line)  # where it is used
                if is_known(found) or size == 1:
                    return found
        definition = view.definitions[frame.definition]
        if definition.receiver == parts[0] and parts[0]:
            return self.select_all(self.receiver(frame), parts[1:])
        for position, parameter in enumerate(definition.parameters):
            if parameter.name.lstrip("*") == parts[0] and parts[0]:
                return self.select_all(self.parameter(frame, position), parts[1:])
        return None

    def _bound(self, bindings: Sequence[Binding], frame: Frame) -> Abstract:
        """The last value that is known; a text with computed parts gives way to one without."""
        second: Abstract = UNKNOWN
        for binding in bindings:
            found = self._binding(binding, frame)
            if is_certain(found):
                return found
            second = second if is_known(second) else found
        return second

    def _binding(self, binding: Binding, frame: Frame) -> Abstract:
        key = (frame.number, id(binding))
        known = self.world.known.get(key)
        if known is None:
            around = self.lookup.view(frame.file).around(binding)
            added = {(frame.number, id(b)) for b in (binding, *around)} - self.active
            self.active |= added
            try:
                found = self.value(binding.value, frame, binding.line)
                known = self.world.known[key] = self._lengthened(found, binding, frame)
            finally:
                self.active -= added
        return known

    def _lengthened(self, value: Abstract, binding: Binding, frame: Frame) -> Abstract:
        """A list with what calls in the same function append to it."""
        if not isinstance(value, Literal | Listing):
            return value
        calls = self.lookup.view(frame.file).appended.get((binding.scope, binding.name), ())
        parts = [
            self.listing([call.arguments[0].value], frame, call.line)
            if call.name == "append"
            else self.value(call.arguments[0].value, frame, call.line)
            for call in calls
        ]
        return Listing((value, *parts)) if parts else value

    def _before(self, path: str, frame: Frame, line: int) -> Abstract:
        """What a variable of a module is to a statement of the module between two that set it."""
        view = self.lookup.view(frame.file)
        written = view.locals.get((-1, path), ()) if frame.definition < 0 else ()
        if len(written) < 2:
            return UNKNOWN
        before = [b for b in reversed(written) if view.last_line(b.value, b.line) < line]
        return self._bound([b for b in before if (frame.number, id(b)) not in self.active], frame)

    def _global(self, path: str, frame: Frame) -> Abstract:
        target = self.lookup.resolve(frame.file, frame.definition, path)
        if isinstance(target, int):
            return self.symbol(target)
        generated = self.lookup.generated_name(frame.file, path)
        if generated is not None:
            return self._generated(*generated)
        if isinstance(target, str):
            head, _, rest = path.partition(".")
            owner = self.lookup.resolve(frame.file, frame.definition, head) if rest else None
            if isinstance(owner, int) and self.lookup.definition(owner).kind in VALUES:
                found = self.select_all(self.symbol(owner), rest.split("."))
                if is_known(found):
                    return found
            constant = outside_constant(target)
            return Outside(target) if constant is None else Str(constant, frame.file, 0)
        owner, _, last = path.rpartition(".")
        written = self.lookup.view(frame.file).locals.get((-1, path), ())
        around = self.frame_of(frame.file, -1)
        bindings = [b for b in written if (around.number, id(b)) not in self.active]
        if bindings:  # a variable of a comprehension, which no other file can name
            return self._bound(bindings, around)
        if owner:
            found = self._global(owner, frame)
            return self.select(found, last) if is_known(found) else UNKNOWN
        type_ = self.lookup.type_of(frame.file, frame.definition, path)
        return Object(type_) if isinstance(type_, int) else UNKNOWN

    def symbol(self, symbol: int) -> Abstract:
        """What a definition of the repository is."""
        node, definition = self.lookup.program.graph.symbols[symbol], self.lookup.definition(symbol)
        module = self.lookup.program.surfaces[node.file].module
        if (module, definition.name) in self.lookup.generated:
            return self._generated(module, definition.name)
        if definition.kind in FUNCTIONS:
            return Function(node.file, node.definition)
        if definition.kind in TYPES:
            return Type(symbol)
        frame = self.frame_of(node.file, definition.scope)
        written = self.lookup.view(node.file).locals.get((definition.scope, definition.name), [])
        bindings = [b for b in reversed(written) if (frame.number, id(b)) not in self.active]
        found = self._bound(bindings, frame) if len(written) > 1 else UNKNOWN
        if not is_known(found):
            found = self.value(definition.value, frame, definition.line)
        if is_known(found) and not isinstance(found, Nothing):
            return found
        found = self._bound(bindings, frame) if bindings else UNKNOWN
        return found if is_known(found) else self._written_global(symbol)

    def _generated(self, module: str, name: str) -> Abstract:
        """What protocol buffers generated under a name."""
        return self.value(self.lookup.generated[module, name], self.frame_of(0, -1), 0)

    def _written_global(self, symbol: int) -> Abstract:
        """The value that some function gives to a variable of the package."""
        for place in self.lookup.global_writes(symbol):
            found = self._once(
                ("write", place.file, id(place)),
                partial(self.value, place.value, self.frame_of(place.file, place.scope), place.line),
            )
            if is_certain(found):
                return found
        return UNKNOWN

    def local(self, name: str, frame: Frame, line: int) -> Abstract | None:
        """What a name of the functions around a place means; None for names of the package."""
        at: int = line
        inner: Frame | None = frame
        while inner is not None:
            found = self._local(name.split("."), inner, LAST_LINE, at)
            if found is not None:
                return found
            at, inner = self._line_of(inner), self.outer(inner)
        return None


def is_certain(value: Abstract) -> bool:
    """Whether a value is known well enough to look no further: no text with holes, no bare attribute."""
    if isinstance(value, Outside):
        return value.call is not None
    return is_known(value) and not isinstance(value, Nothing) and COMPUTED not in text_of(value, "")
