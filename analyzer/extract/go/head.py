"""The head of a Go file: build constraint, package clause, imports, embeds; read without parsing."""

import re

from analyzer.model.facts import Import, ImportKind, Surface
from analyzer.model.source import SourceFile

SYSTEMS = frozenset({
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
})  # fmt: skip
MACHINES = frozenset({
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64",
    "s390", "s390x", "sparc", "sparc64", "wasm",
})  # fmt: skip

_SPACE = rb"(?:[ \t\r\n;]++|//[^\n]*|/\*.*?\*/)*+"
_PACKAGE = re.compile(rb"(?:\xef\xbb\xbf)?" + _SPACE + rb"package\s+(\w+)", re.DOTALL)
_BUILD = re.compile(rb"^//go:build[ \t]+([^\n]*?)[ \t]*\r?$", re.MULTILINE)
_OLD_BUILD = re.compile(rb"^//[ \t]*\+build[ \t]+([^\n]*?)[ \t]*\r?$", re.MULTILINE)
_EMBED = re.compile(rb"^//go:embed[ \t]+([^\n]*?)[ \t]*\r?$", re.MULTILINE)
_EMBED_PATTERN = re.compile(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)')
_IMPORT = re.compile(_SPACE + rb"import\b" + _SPACE + rb"(\()?", re.DOTALL)
_SPEC = re.compile(
    _SPACE + rb"(?:(\w+|\.)" + _SPACE + rb')?(?:"((?:[^"\\\n]|\\.)*)"|`([^`]*)`)',
    re.DOTALL,
)
_CLOSE = re.compile(_SPACE + rb"\)", re.DOTALL)


def read_head(source: SourceFile, text: bytes) -> Surface:
    """All that stands before the first declaration; definitions stay empty."""
    package = _PACKAGE.match(text)
    imports = _imports(source, text, package.end()) if package else ()
    return Surface(
        path=source.path,
        module=source.module,
        language=source.language,
        package=package[1].decode() if package else "",
        lines=count_lines(text),
        is_test=source.is_test,
        is_generated=source.is_generated,
        build=build_label(source.path, text[: package.start(1)] if package else b"", imports),
        embeds=_embeds(text) if b"//go:embed" in text else (),
        imports=imports,
    )


def count_lines(text: bytes) -> int:
    """Lines of the text; a last line without a newline counts."""
    return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))


def build_label(path: str, head: bytes, imports: tuple[Import, ...]) -> str:
    """The build constraint of a file, from its head, its name and its use of cgo, as one expression."""
    parts: list[str] = []
    if b"build" in head:
        found = _BUILD.search(head)
        parts = (
            [found[1].decode(errors="replace")] if found else [_old(m[1]) for m in _OLD_BUILD.finditer(head)]
        )
    name = path.rpartition("/")[2].removesuffix(".go")
    words = name.removesuffix("_test").split("_")[1:][-2:]
    if len(words) == 2 and words[0] in SYSTEMS and words[1] in MACHINES:
        parts += words
    elif words and (words[-1] in SYSTEMS or words[-1] in MACHINES):
        parts.append(words[-1])
    if any(each.target == "C" for each in imports):
        parts.append("cgo")
    return " && ".join(
        f"({part})" if "||" in part and len(parts) > 1 else part for part in dict.fromkeys(parts)
    )


def _old(constraint: bytes) -> str:
    """`+build a,b c` means (a and b) or c."""
    options = constraint.decode(errors="replace").split()
    return " || ".join(" && ".join(option.split(",")) for option in options)


def _imports(source: SourceFile, text: bytes, position: int) -> tuple[Import, ...]:
    kind = ImportKind.TEST if source.is_test else ImportKind.RUNTIME
    found: list[Import] = []
    line, counted = 1, 0
    while declaration := _IMPORT.match(text, position):
        position = declaration.end()
        while spec := _SPEC.match(text, position):
            position = spec.end()
            start = spec.start(2) if spec[2] is not None else spec.start(3)
            line += text.count(b"\n", counted, start)
            counted = start
            target = spec[2] if spec[2] is not None else spec[3]
            alias = spec[1].decode(errors="replace") if spec[1] else ""
            found.append(Import(line, target.decode(errors="replace"), alias=alias, kind=kind))
            if not declaration[1]:
                break
        close = _CLOSE.match(text, position) if declaration[1] else None
        position = close.end() if close else position
    return tuple(found)


def _embeds(text: bytes) -> tuple[tuple[int, str], ...]:
    return tuple(
        (text.count(b"\n", 0, found.start()) + 1, next(filter(None, pattern.groups()), ""))
        for found in _EMBED.finditer(text)
        for pattern in _EMBED_PATTERN.finditer(found[1].decode(errors="replace"))
    )
