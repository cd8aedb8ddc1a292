"""The plan's files for those who build the services: contracts by provider."""

import re
from collections.abc import Callable, Iterable, Mapping

from analyzer.model.contract import Contract
from analyzer.model.plan import Plan
from analyzer.render.openapi import openapi
from analyzer.render.proto import proto

CONTRACTS: Mapping[str, tuple[str, Callable[[Contract], str]]] = {
    "openapi": (".openapi.json", openapi),
    "proto": (".proto", proto),
}
"""Forms of a contract: how its file ends, and what writes it."""


def contract_files(plan: Plan, form: str) -> dict[str, str]:
    """The text of each contract by its file name."""
    ending, render = CONTRACTS[form]
    names = file_names((contract.provider for contract in plan.contracts), ending)
    return {names[contract.provider]: render(contract) for contract in plan.contracts}


def file_names(boundaries: Iterable[str], ending: str) -> dict[str, str]:
    """A file name for each boundary: its letters, digits, dots and dashes, and a number where two agree."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for boundary in boundaries:
        stem = re.sub(r"[^\w.-]+", "-", boundary, flags=re.ASCII).strip(".-") or "service"
        name, number = stem + ending, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}{ending}", number + 1
        taken.add(name.lower())
        found[boundary] = name
    return found
