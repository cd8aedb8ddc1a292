"""Functions over texts whose result is known when their arguments are."""

import posixpath
import re
from collections.abc import Callable, Sequence

from analyzer.match.abstract import COMPUTED

_VERB = re.compile(r"%(?:\[\d+\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]")
_FIELD = re.compile(r"\{([^{}:!]*)(?:[:!][^{}]*)?\}")


def sprintf(texts: Sequence[str]) -> str:
    """What a format with verbs gives; a missing argument is `{computed}`."""
    rest = iter(texts[1:])
    return _VERB.sub(lambda verb: "%" if verb[0] == "%%" else next(rest, COMPUTED), texts[0])


def path_join(texts: Sequence[str]) -> str:
    """Go's `path.Join`: one slash between parts, the result cleaned."""
    parts = [text for text in texts if text]
    return posixpath.normpath("/".join(parts)).replace("//", "/") if parts else ""


def os_path_join(texts: Sequence[str]) -> str:
    """Python's `os.path.join`: an absolute part starts anew."""
    return posixpath.join(*texts) if texts else ""


def url_join(texts: Sequence[str]) -> str:
    """One slash between a base and what follows."""
    if not texts:
        return ""
    return "/".join([texts[0].rstrip("/"), *(text.strip("/") for text in texts[1:])])


def _first(texts: Sequence[str]) -> str:
    return texts[0]


def _trim(cut: Callable[[str, str], str]) -> Callable[[Sequence[str]], str]:
    return lambda texts: cut(texts[0], texts[1]) if len(texts) > 1 else texts[0].strip()


def _strip(cut: Callable[[str, str | None], str]) -> Callable[[Sequence[str]], str]:
    return lambda texts: cut(texts[0], texts[1] if len(texts) > 1 else None)


def _replace(texts: Sequence[str]) -> str:
    return texts[0].replace(texts[1], texts[2]) if len(texts) > 2 else texts[0]


_CLASS = r"(?:\\[wdsWDS]|\[\^?[^\[\]\\]+\]|\.)"
_HARMLESS = re.compile(
    rf"(?:\\.|[^\\()\[\]*+?{{|]|\{{(?!\d)|\((?:\?P<\w+>|\?:)?{_CLASS}[+*]?\)|{_CLASS}[+*])*"
)
"""A pattern without nested repetition or choice: trying it on a path takes no time to speak of."""
MOST_REPETITIONS = 3


def substitute(texts: Sequence[str]) -> str:
    """Python's `re.sub` for plain patterns; of others nothing is known."""
    if len(texts) < 3 or not _HARMLESS.fullmatch(texts[0]):
        return COMPUTED
    if sum(map(texts[0].count, "*+")) > MOST_REPETITIONS:
        return COMPUTED
    try:
        return COMPUTED.join(re.sub(texts[0], texts[1], part) for part in texts[2].split(COMPUTED))
    except re.error:
        return COMPUTED


FUNCTIONS: dict[str, Callable[[Sequence[str]], str]] = {
    "fmt.Sprintf": sprintf,
    "fmt.Sprint": "".join,
    "path.Join": path_join,
    "path/filepath.Join": path_join,
    "path.Clean": path_join,
    "net/url.JoinPath": url_join,
    "strings.TrimSuffix": _trim(str.removesuffix),
    "strings.TrimPrefix": _trim(str.removeprefix),
    "strings.TrimRight": _trim(str.rstrip),
    "strings.TrimLeft": _trim(str.lstrip),
    "strings.Trim": _trim(str.strip),
    "strings.TrimSpace": lambda texts: texts[0].strip(),
    "strings.ToLower": lambda texts: texts[0].lower(),
    "strings.ToUpper": lambda texts: texts[0].upper(),
    "strings.ReplaceAll": _replace,
    "strings.Replace": _replace,
    "net/url.PathEscape": _first,
    "os.path.join": os_path_join,
    "posixpath.join": os_path_join,
    "urllib.parse.urljoin": url_join,
    "re.sub": substitute,
    "str": _first,
    "string": _first,
}
"""By the qualified name of the function; each is given all its arguments as texts."""

METHODS: dict[str, Callable[[Sequence[str]], str]] = {
    "strip": _strip(str.strip),
    "rstrip": _strip(str.rstrip),
    "lstrip": _strip(str.lstrip),
    "removesuffix": _trim(str.removesuffix),
    "removeprefix": _trim(str.removeprefix),
    "lower": lambda texts: texts[0].lower(),
    "upper": lambda texts: texts[0].upper(),
    "replace": _replace,
    "format": lambda texts: format_fields(texts[0], texts[1:]),
    "join": lambda texts: texts[0].join(texts[1:]),
}
"""Methods of Python strings; the first text is the string itself."""


def format_fields(template: str, texts: Sequence[str]) -> str:
    """`str.format` with positional arguments; named fields are `{computed}`."""
    rest = iter(texts)

    def fill(field: re.Match[str]) -> str:
        if field[1].isdigit():
            return texts[int(field[1])] if int(field[1]) < len(texts) else COMPUTED
        return COMPUTED if field[1] else next(rest, COMPUTED)

    return _FIELD.sub(fill, template)


VERBS = frozenset(
    {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "ANY", "QUERY",
        "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT",
    }
)  # fmt: skip
"""HTTP methods, with ANY for all of them."""


def outside_constant(name: str) -> str | None:
    """The text of a constant of another project that names an HTTP method: `http.MethodGet`, `echo.GET`."""
    last = name.rsplit(".", 1)[-1]
    verb = last.removeprefix("Method").upper() if last.startswith("Method") else last
    return verb if verb in VERBS else None


_GROUP = re.compile(r"\((?:\?P<(\w+)>|\?:)?((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)[?*+]?")


def path_of_regex(pattern: str) -> str:
    """A path template for a regular expression: groups become `{name}`, anchors and escapes go."""
    text = _GROUP.sub(lambda group: "{" + (group[1] or "") + "}", pattern)
    text = text.removeprefix("^").removesuffix("$").removesuffix("\\Z").removesuffix("/?")
    return re.sub(r"\\(.)", r"\1", text)
