"""Reports of `monoscan check`, by name of the format."""

from collections.abc import Callable

from analyzer.model.finding import CheckResult
from analyzer.render.check import github, gitlab, json, junit, markdown, sarif, text

CHECK_FORMATS: dict[str, Callable[[CheckResult], str]] = {
    "text": text.render,
    "concise": text.render_concise,
    "json": json.render,
    "sarif": sarif.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "markdown": markdown.render,
}
PATHS_OF_REPOSITORY = frozenset({"sarif", "github", "gitlab"})
"""Formats of services that know the repository, not the folder of it that was checked."""
