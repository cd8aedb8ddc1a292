"""monoscan.toml, or [tool.monoscan] of pyproject.toml, to each stage's options; all mistakes at once."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

import msgspec
from msgspec import Struct

from analyzer.errors import ConfigError
from analyzer.gate.policy import SECTIONS as POLICY_SECTIONS
from analyzer.gate.policy import read_policy
from analyzer.model.boundary import Choices
from analyzer.model.policy import BoundaryPolicy, GatePolicy, Policy, TablePolicy
from analyzer.shell.discover import Options as ScanOptions

HINT = "docs/configuration.md describes every key"
Section = TypeVar("Section", bound=Struct)


class ReportOptions(Struct, frozen=True):
    """How reports look: the repository's name, and a link to its source with `{path}`, `{line}`, `{rev}`."""

    title: str = ""
    source_url: str = ""


class RuleOptions(Struct, frozen=True):
    """Folders with rules of your own, relative to the configuration file."""

    paths: tuple[str, ...] = ()


class Config(Struct, frozen=True):
    """The options of each stage that has any; a field is a section of the file."""

    scan: ScanOptions = ScanOptions()
    report: ReportOptions = ReportOptions()
    partition: Choices = Choices()
    policy: Policy = Policy()
    rules: RuleOptions = RuleOptions()


def read_config(name: str, text: str) -> Config:
    """The configuration in the text of file `name`. Raises ConfigError with every mistake in it."""
    content = _content(name, text)
    known = ("scan", "report", "partition", "rules", *POLICY_SECTIONS)
    mistakes = [_unknown("section", section, known) for section in content if section not in known]
    scan = _section(content, "scan", ScanOptions(), mistakes)
    report = _section(content, "report", ReportOptions(), mistakes)
    partition = _section(content, "partition", Choices(), mistakes)
    rules = _section(content, "rules", RuleOptions(), mistakes)
    policy = Policy()
    try:
        policy = read_policy(content, name)
    except ConfigError as error:
        mistakes += [line.strip() for line in error.message.splitlines()[1:]]
    if mistakes:
        raise ConfigError(f"{name}:\n  " + "\n  ".join(mistakes), HINT)
    return Config(scan, report, partition, policy, rules)


def _content(name: str, text: str) -> Mapping[str, object]:
    try:
        content: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}", HINT) from error
    if name != "pyproject.toml":
        return content
    tool = content.get("tool")
    own = tool.get("monoscan", {}) if isinstance(tool, Mapping) else {}
    return own if isinstance(own, Mapping) else {"tool.monoscan": own}


def _section(content: Mapping[str, object], name: str, default: Section, mistakes: list[str]) -> Section:
    """One section as options; a key that is unknown or of the wrong type is a mistake."""
    table = content.get(name, {})
    if not isinstance(table, Mapping):
        mistakes.append(f"[{name}] must be a table")
        return default
    fields = default.__struct_fields__
    mistakes += [f"[{name}] {_unknown('key', key, fields)}" for key in table if key not in fields]
    good = {}
    for key in (key for key in fields if key in table):
        try:
            msgspec.convert({key: table[key]}, type(default))
            good[key] = table[key]
        except msgspec.ValidationError as error:
            mistakes.append(f"[{name}] {key}: {str(error).split(' - ')[0]}")
    return msgspec.convert(good, type(default))


def _unknown(what: str, word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, 1, 0.5)
    return f"unknown {what} `{word}`; " + (
        f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}"
    )


def config_schema() -> str:
    """The JSON Schema of monoscan.toml."""
    file = msgspec.defstruct(
        "MonoscanConfiguration",
        [
            ("scan", ScanOptions, ScanOptions()),
            ("report", ReportOptions, ReportOptions()),
            ("partition", Choices, Choices()),
            ("boundaries", dict[str, BoundaryPolicy], {}),
            ("tables", dict[str, TablePolicy], {}),
            ("gate", GatePolicy, GatePolicy()),
        ],
        forbid_unknown_fields=True,
    )
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(file)), indent=1).decode() + "\n"
