"""`monoscan rules`: list the rules, explain one, test them against their examples."""

from pathlib import Path

import click

from analyzer.errors import RuleError
from analyzer.match.rule import Rule, Take
from analyzer.shell.resources import read_folder, texts
from analyzer.stages import Rules, rules_in


@click.group()
def rules() -> None:
    """List, explain and test the rules that find routes, jobs, tables and the like."""


@rules.command("list")
@click.option("--language", "-l", default="", help="Only rules of this language.")
def list_rules(language: str) -> None:
    """Print every rule with what it emits, one a line.

    \b
    Example:
      monoscan rules list
    """
    for rule in _shipped().rules:
        if language in ("", rule.language):
            click.echo(f"{rule.id:44} {rule.emits:24} {rule.doc}")


@rules.command()
@click.argument("rule_id", metavar="ID")
def explain(rule_id: str) -> None:
    """Print what the rule ID matches, emits and takes, with a link to the framework.

    \b
    Example:
      monoscan rules explain go/gin/route
    """
    known = {rule.id: rule for rule in _shipped().rules}
    rule = known.get(rule_id)
    if rule is None:
        near = [name for name in known if rule_id.split("/")[-1] in name][:3]
        raise RuleError(
            f"no rule {rule_id}", f"close: {', '.join(near)}" if near else "see `monoscan rules list`"
        )
    for line in explained(rule):
        click.echo(line)


@rules.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--examples",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the examples; DIR where left out.",
)
def test(folder: Path, examples: Path | None) -> None:
    """Test the rules in DIR against their examples.

    \b
    Examples:
      monoscan rules test ./rules
      monoscan rules test rules --examples tests/fixtures/rules
    """
    from analyzer.examples import check_examples

    found = rules_in(read_folder(folder, ".toml"))
    place = examples or folder
    wrong = check_examples(found, {**read_folder(place, ".go"), **read_folder(place, ".py")})
    for message in wrong:
        click.echo(message)
    if wrong:
        raise RuleError(f"{len(wrong)} of the examples in {place} are not as expected", "see docs/rules.md")
    click.echo(f"{len(found.rules)} rules, all as their examples expect")


@rules.command("reference")
def print_reference() -> None:
    """Print the reference of all rules as Markdown.

    \b
    Example:
      monoscan rules reference > docs/rules-reference.md
    """
    from analyzer.match.reference import reference

    click.echo(reference(_shipped().rules), nl=False)


def explained(rule: Rule) -> list[str]:
    """A rule in lines for people."""
    shape = rule.shape
    names = (*shape.function, *shape.method, *shape.base, *shape.type, *shape.key, *shape.name)
    lines = [rule.id, f"  {rule.doc}", f"  {rule.link}", f"  matches  {shape.kind} {', '.join(names)}"]
    if rule.imports:
        lines.append(f"  of       {', '.join(rule.imports)}")
    if rule.receiver:
        lines.append(f"  on       {', '.join(rule.receiver)}")
    lines.append(f"  emits    {rule.emits}")
    for part, takes in sorted(rule.take.items()):
        lines.append(f"  {part:8} {' | '.join(map(_shown, takes))}")
    return lines


def _shown(take: Take) -> str:
    if take.kind in ("arg", "args"):
        before = f"'{take.name}'+" if take.name else ""
        return f"{before}{take.kind}:{take.first}" + (f"..{take.last}" if take.last != -1 else "")
    if take.kind == "constant":
        return f"'{take.name}'"
    return f"{take.kind}:{take.name}" if take.name else str(take.kind)


def _shipped() -> Rules:
    return rules_in(texts("rules", ".toml"))
