"""Names as written inside functions: locals by their bindings, then parameters, then the file."""

from collections.abc import Callable
from functools import lru_cache

from analyzer.link.python_paths import evaluate
from analyzer.link.python_steps import attribute
from analyzer.link.python_types import instance, written
from analyzer.link.python_values import Instance, Meaning
from analyzer.link.python_world import World
from analyzer.model.facts import Body, Definition, DefinitionKind

Bound = dict[tuple[int, str], str]
FILES_KEPT = 64


class Locals:
    """Resolves dotted names at a scope; the bindings of the last files asked for are kept."""

    def __init__(self, world: World, body_of: Callable[[int], Body]) -> None:
        self._world = world
        self._bound = lru_cache(FILES_KEPT)(lambda file: _bound(body_of(file)))
        self._imported = lru_cache(FILES_KEPT)(lambda file: _imported(world, file))

    def resolve(self, file: int, scope: int, name: str) -> Meaning:
        """What `name`, dotted as written or an access path, means at `scope` of a file."""
        if not name or name[0] in "#@<[{(":
            return evaluate(
                self._world, file, name.lstrip("(").replace(")", "", 1) if name[:1] == "(" else name
            )
        head, _, rest = name.partition(".")
        meaning = self._head(file, scope, head)
        for part in rest.split(".") if rest else ():
            meaning = attribute(self._world, meaning, part)
        return meaning

    def _head(self, file: int, scope: int, name: str) -> Meaning:
        definitions = self._world.surfaces[file].definitions
        first = True
        while scope >= 0:
            definition = definitions[scope]
            if definition.kind != DefinitionKind.CLASS or first:
                found, meaning = self._at(file, scope, definition, name)
                if found:
                    return meaning
            scope, first = definition.scope, False
        return evaluate(self._world, file, name)

    def _at(self, file: int, scope: int, definition: Definition, name: str) -> tuple[bool, Meaning]:
        world = self._world
        type_ = self._bound(file).get((scope, name))
        if type_ is not None:
            return True, written(world, file, type_)
        imported = self._imported(file).get((scope, name))
        if imported is not None:
            return True, world.names.of_import(file, imported)
        for position, parameter in enumerate(definition.parameters):
            if parameter.name == name and definition.kind != DefinitionKind.CLASS:
                return True, self._parameter(file, definition, position, parameter.type)
        for number, each in enumerate(world.surfaces[file].definitions):
            if each.scope == scope and each.name.rpartition(".")[2] == name:
                return True, world.first[file] + number
        return False, None

    def _parameter(self, file: int, definition: Definition, position: int, type_: str) -> Meaning:
        world = self._world
        is_method = definition.kind == DefinitionKind.METHOD and position == 0
        if is_method and not type_ and "staticmethod" not in definition.tag:
            owner = world.first[file] + definition.scope
            return owner if "classmethod" in definition.tag.split() else Instance(owner)
        return instance(world, file, type_) if type_ else None


def _bound(body: Body) -> Bound:
    known: Bound = {}
    for binding in body.bindings:
        if binding.name != "return" and "." not in binding.name and binding.scope >= 0:
            known[(binding.scope, binding.name)] = binding.type or known.get(
                (binding.scope, binding.name), ""
            )
    return known


def _imported(world: World, file: int) -> dict[tuple[int, str], int]:
    return {
        (each.scope, each.alias or each.member or each.target.partition(".")[0]): number
        for number, each in enumerate(world.surfaces[file].imports)
        if each.scope >= 0
    }
