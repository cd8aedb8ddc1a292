"""Functions that do AI work: they call a model, or send a request where models are talked to."""

import re
from collections import defaultdict
from collections.abc import Iterator, Set

from msgspec import Struct

from analyzer.model.facts import DefinitionKind
from analyzer.model.program import Program
from analyzer.plan.calls import CallGraph
from analyzer.plan.libraries import AI_TEXT, Libraries, literals

_KEEPS = re.compile(r"(?:Get|List|Find|Create|Update|Delete|Save|Count|Set|Remove|Is|Has)(?:[A-Z]|$)")


class Work(Struct, frozen=True):
    """Where AI work may be: a program, its calls, and the files of the AI side."""

    libraries: Libraries
    program: Program
    calls: CallGraph
    workers: frozenset[int]

    def functions(self, talking: Set[int]) -> frozenset[int]:
        """Functions that call a model's library, send requests in a file that talks to models or lies beside
        one on the AI side, or are what an interface of the AI side offers with a context to wait on."""
        talkers = self._talkers(talking)
        doing = frozenset(self._callers(talkers))
        sending = frozenset(self._callers(self.workers, or_services=True))
        return doing | frozenset(self._offered(self.calls.waiting_for(doing | sending)))

    def _talkers(self, talking: Set[int]) -> Set[int]:
        senders = {site.file for site in self.calls.sites if self.libraries.works(site.callee, True)}
        speaking = {
            file for file in senders if any(AI_TEXT.search(text) for _, text in literals(self.program, file))
        }
        found = talking | speaking
        near = {self._folder(file) for file in found}
        return found | {file for file in self.workers if self._folder(file) in near}

    def _folder(self, file: int) -> str:
        return self.program.graph.files[file].path.rpartition("/")[0]

    def _callers(self, talkers: Set[int], or_services: bool = False) -> Iterator[int]:
        """Functions that do AI work and wait for it; `or_services` takes in calls of unknown services."""
        for site in self.calls.sites:
            if site.caller < 0 or site.spawned or (or_services and site.file not in talkers):
                continue
            service = or_services and self.libraries.is_service(site.callee)
            if service or self.libraries.works(site.callee, site.file in talkers):
                yield site.caller

    def _offered(self, waiting: Set[int]) -> Iterator[int]:
        """Methods of the AI side's interfaces that take a context and may fail, and that some type of this
        program fulfils by a call to outside, or none does."""
        known: defaultdict[int, list[int]] = defaultdict(list)
        for method, interfaces in self.calls.interfaces.items():
            for interface in interfaces:
                known[interface].append(method)
        for number, symbol in enumerate(self.program.graph.symbols):
            if symbol.kind is not DefinitionKind.METHOD or symbol.file not in self.workers:
                continue
            others = known.get(number, ())
            if self._may_wait(number) and (not others or any(other in waiting for other in others)):
                yield number

    def _may_wait(self, number: int) -> bool:
        symbol = self.program.graph.symbols[number]
        definitions = self.program.surfaces[symbol.file].definitions
        method = definitions[symbol.definition]
        inside = method.scope >= 0 and definitions[method.scope].kind is DefinitionKind.INTERFACE
        takes = any("context.Context" in parameter.type for parameter in method.parameters)
        fails = any(result.type == "error" for result in method.results)
        return inside and takes and fails and not _KEEPS.match(symbol.name.rpartition(".")[2])
