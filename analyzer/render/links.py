"""Links into the source, where the user said how they look."""

import re
from urllib.parse import quote

from analyzer.render.options import RenderOptions

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")


def source_template(options: RenderOptions) -> str:
    """The link template with the revision filled in; "" if there is none, or none that is safe."""
    if not _SCHEME.match(options.source_url):
        return ""
    return options.source_url.replace("{rev}", quote(options.revision, safe=""))


def source_link(template: str, path: str, line: int) -> str:
    """The link to one line, "" without a template."""
    return template.replace("{path}", quote(path)).replace("{line}", str(line))
