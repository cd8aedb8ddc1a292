"""What a format may be told: templates as texts, and how to link to the source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from analyzer.model.analysis import Analysis


@dataclass(frozen=True)
class RenderOptions:
    """Options of all formats; each uses what concerns it.

    `templates` holds the files of reports/templates by name. `source_url` is a link with
    `{path}`, `{line}` and `{rev}` in it, "" for no links. `title` replaces the analysis' name.
    """

    templates: Mapping[str, str] = field(default_factory=dict)
    source_url: str = ""
    revision: str = ""
    title: str = ""


Format = Callable[[Analysis, RenderOptions], str]
