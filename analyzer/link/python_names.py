"""The names of each module: what it defines, what it imports, what `*` brings."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.link.python_modules import Modules
from analyzer.link.python_values import Meaning, Module, Outside
from analyzer.model.facts import Definition, DefinitionKind, Import, Surface

FIRM = (DefinitionKind.CLASS, DefinitionKind.FUNCTION)
LOOP = "?"


class Namespace(Struct):
    """The top level of one file: definitions, imports, and the modules imported whole by `*`."""

    definitions: dict[str, int]
    imports: dict[str, int]
    stars: tuple[int, ...]


class Names(Struct):
    """Names of all modules; `first` is the number of the first symbol of each file."""

    surfaces: Sequence[Surface]
    first: Sequence[int]
    modules: Modules
    spaces: dict[int, Namespace]
    known: dict[tuple[int, str], Meaning]
    imported: dict[tuple[int, int], Meaning]

    def of_file(self, file: int, name: str) -> Meaning:
        """What `name` means at the top level of a file; None if it is not known there."""
        key = (file, name)
        if key not in self.known:
            self.known[key] = None
            self.known[key] = self._of_file(file, name)
        return self.known[key]

    def _of_file(self, file: int, name: str) -> Meaning:
        space = self.space(file)
        definition, import_ = space.definitions.get(name), space.imports.get(name)
        if definition is not None:
            firm = self.surfaces[file].definitions[definition].kind in FIRM
            if import_ is None or firm:
                return self.first[file] + definition
        if import_ is not None:
            return self.of_import(file, import_)
        return self._of_stars(file, name, space)

    def _of_stars(self, file: int, name: str, space: Namespace) -> Meaning:
        for number in reversed(space.stars):
            module = self.modules.find(self.surfaces[file].imports[number].target, file)
            if module is None or module.file < 0 or module.file == file:
                continue
            listed = self.surfaces[module.file].all_names
            if name.startswith("_") if listed is None else name not in listed:
                continue
            found = self.member(module, name)
            if found is not None:
                return found
        return None

    def member(self, module: Module, name: str) -> Meaning:
        """The attribute `name` of a module: its own names first, then its submodules."""
        if module.file >= 0:
            found = self.of_file(module.file, name)
            if found is not None:
                return found
        return self.modules.submodule(module, name)

    def of_import(self, file: int, number: int) -> Meaning:
        """What the name bound by an import statement means."""
        key = (file, number)
        if key not in self.imported:
            self.imported[key] = None
            self.imported[key] = self._of_import(file, self.surfaces[file].imports[number])
        return self.imported[key]

    def _of_import(self, file: int, import_: Import) -> Meaning:
        module = self.modules.find(import_.target, file)
        if import_.member:
            if module is None:
                return (
                    None if import_.target.startswith(".") else Outside(f"{import_.target}.{import_.member}")
                )
            return self._imported_member(module, import_.member, file)
        if import_.alias:
            return module or self._unseen(import_.target, file)
        top = import_.target.partition(".")[0]
        return self.modules.find(top, file) or self._unseen(top, file)

    def _imported_member(self, module: Module, name: str, importer: int) -> Meaning:
        if module.file == importer:
            return self.modules.submodule(module, name)
        return self.member(module, name)

    def _unseen(self, name: str, file: int) -> Meaning:
        return None if name.startswith(".") else Outside(name)

    def space(self, file: int) -> Namespace:
        """The namespace of a file."""
        if file not in self.spaces:
            self.spaces[file] = _space(self.surfaces[file])
        return self.spaces[file]


def _space(surface: Surface) -> Namespace:
    definitions: dict[str, int] = {}
    for number, definition in enumerate(surface.definitions):
        if definition.scope == -1 and definition.name and _is_better(definition, definitions, surface):
            definitions[definition.name] = number
    imports: dict[str, int] = {}
    stars: list[int] = []
    for number, import_ in enumerate(surface.imports):
        if import_.scope != -1:
            continue
        if import_.member == "*":
            stars.append(number)
        else:
            imports.setdefault(import_.alias or import_.member or import_.target.partition(".")[0], number)
    return Namespace(definitions, imports, tuple(stars))


def _is_better(definition: Definition, known: dict[str, int], surface: Surface) -> bool:
    other = known.get(definition.name)
    return other is None or (definition.kind in FIRM and surface.definitions[other].kind not in FIRM)
