"""What a format may be told: templates as texts, and how to link to the source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from analyzer.model.analysis import Analysis


@dataclass(frozen=True)
class RenderOptions:
    """Options of all formats; each uses what concerns it.

    `templates` holds the files of reports/templates by name. `source_url` is a link with
    `{path}`, `{line}` and `{rev}` in it, "" for no links. `title` replaces the analysis' name.
    `former` is an older analysis of the same code, to mark what has changed since.
    """

    templates: Mapping[str, str] = field(default_factory=dict)
    source_url: str = ""
    revision: str = ""
    title: str = ""
    former: Analysis | None = None


Format = Callable[[Analysis, RenderOptions], str]
