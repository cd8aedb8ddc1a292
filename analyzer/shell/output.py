"""Writing results: a file is there in full or not at all."""

import os
from pathlib import Path

from analyzer.errors import MonoscanError


def write_text(file: Path, text: str) -> None:
    """Put `text` into `file` as UTF-8, by way of a file beside it. Raises MonoscanError."""
    write_bytes(file, text.encode(errors="replace"))


def write_bytes(file: Path, content: bytes) -> None:
    """Put `content` into `file`, by way of a file beside it; folders are made. Raises MonoscanError."""
    import tempfile  # loads what most runs do without

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise MonoscanError(
            f"cannot write {file}: {error.strerror or error}", "Choose another -o."
        ) from error
