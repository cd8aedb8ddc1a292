"""The baseline: findings accepted for now, one JSON object a line, sorted, without lines or rule names."""

import json
from collections.abc import Iterable

from analyzer.errors import BaselineError
from analyzer.model.finding import BASELINE_SCHEMA, BaselineEntry, Finding, Identity

_FIELDS = ("kind", "language", "dependent", "dependency")


def read_baseline(text: str, name: str = "monoscan-baseline.jsonl") -> tuple[BaselineEntry, ...]:
    """The entries of a baseline, sorted; repeated ones (as a git merge leaves them) count once.

    Raises BaselineError for a merge conflict, a damaged line or a newer schema, with the line's number.
    """
    entries: dict[Identity, BaselineEntry] = {}
    lines = text.split("\n")
    if not text.strip():
        raise BaselineError(f"{name} is empty", "write it with `monoscan baseline create PATH`")
    _check_header(lines[0], name)
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            raise BaselineError(
                f"{name}:{number}: a merge conflict is not resolved",
                "keep the lines of both sides; repeated lines do no harm",
            )
        if line.strip() and '"schema_version"' not in line:
            entry = _entry(line, name, number)
            entries.setdefault(entry.identity, entry)
    return tuple(entries[identity] for identity in sorted(entries))


def _check_header(line: str, name: str) -> None:
    try:
        header = json.loads(line)
        version = header["schema_version"]
    except (ValueError, KeyError, TypeError) as error:
        if line.startswith("<<<<<<<"):
            return
        message = f"{name}:1: this is no baseline of monoscan"
        raise BaselineError(message, "write it with `monoscan baseline create PATH`") from error
    if not isinstance(version, int) or version > BASELINE_SCHEMA:
        raise BaselineError(
            f"{name} has schema {version}, this monoscan knows up to {BASELINE_SCHEMA}",
            "use the version of monoscan that wrote it, or a newer one",
        )


def _entry(line: str, name: str, number: int) -> BaselineEntry:
    try:
        row = json.loads(line)
        identity = Identity(*(_text(row[field]) for field in _FIELDS))
        return BaselineEntry(identity, _text(row.get("text", "")), _text(row.get("reason", "")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "restore the file from git, or write it anew with `monoscan baseline create PATH`"
        raise BaselineError(f"{name}:{number}: this line is damaged", hint) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def write_baseline(entries: Iterable[BaselineEntry]) -> str:
    """The text of a baseline with these entries: sorted, each once."""
    unique = {entry.identity: entry for entry in entries}
    lines = [json.dumps({"schema_version": BASELINE_SCHEMA})]
    for identity in sorted(unique):
        entry = unique[identity]
        row = {field: getattr(identity, field) for field in _FIELDS}
        row |= {"text": entry.text} if entry.text else {}
        row |= {"reason": entry.reason} if entry.reason else {}
        lines.append(json.dumps(row, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def accept(findings: Iterable[Finding], reason: str = "") -> tuple[BaselineEntry, ...]:
    """Baseline entries for findings."""
    return tuple(BaselineEntry(finding.identity, finding.message, reason) for finding in findings)


def merge(
    old: Iterable[BaselineEntry], found: Iterable[BaselineEntry], *, grow: bool
) -> tuple[BaselineEntry, ...]:
    """The old entries that are still found, as they are; with `grow` also the new ones."""
    held = {entry.identity: entry for entry in old}
    return tuple(held.get(entry.identity, entry) for entry in found if grow or entry.identity in held)
