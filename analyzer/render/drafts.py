"""The plan's files for those who build the services: contracts by provider, schemas by owner."""

import re
from collections.abc import Callable, Iterable, Mapping

from analyzer.model.analysis import Analysis
from analyzer.model.boundary import SHARED
from analyzer.model.contract import Contract
from analyzer.model.data import UNOWNED
from analyzer.model.plan import Plan
from analyzer.render.migration_sql import migration_sql
from analyzer.render.openapi import openapi
from analyzer.render.proto import proto
from analyzer.render.schema_sql import Writer, schema_sql

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


def schema_files(analysis: Analysis, owner: str = "") -> dict[str, str]:
    """The target schema of each owner (or of one), and the way of its tables there, by file name."""
    plan = analysis.plan.data
    writer = Writer(plan, analysis.meaning.tables)
    names = file_names((schema.owner for schema in plan.schemas), ".sql")
    wanted = [schema for schema in plan.schemas if owner in ("", schema.owner)]
    found = {names[schema.owner]: schema_sql(writer, schema) for schema in wanted}
    for schema in wanted:
        if schema.owner not in (SHARED, UNOWNED):
            name = names[schema.owner].removesuffix(".sql") + ".migration.sql"
            found[name] = migration_sql(writer, plan, schema)
    return found


def file_names(boundaries: Iterable[str], ending: str) -> dict[str, str]:
    """A file name for each boundary: its letters, digits, dots and dashes, and a number where two agree."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for boundary in boundaries:
        stem = re.sub(r"[^\w.]+", "-", boundary, flags=re.ASCII).strip(".-") or "service"
        name, number = stem + ending, 2
        while name.lower() in taken:
            name, number = f"{stem}-{number}{ending}", number + 1
        taken.add(name.lower())
        found[boundary] = name
    return found
