"""The analysis as JSON: all of it, keys in the order of the model."""

import msgspec

from analyzer.errors import SourceError
from analyzer.model.analysis import SCHEMA_VERSION, Analysis
from analyzer.render.options import RenderOptions


def render(analysis: Analysis, options: RenderOptions) -> str:
    """The text of analysis.json."""
    return msgspec.json.format(msgspec.json.encode(analysis), indent=1).decode() + "\n"


def read(text: str | bytes) -> Analysis:
    """The analysis a JSON text holds; raises SourceError where it is none or of a newer schema."""
    try:
        version = msgspec.json.decode(text, type=dict[str, object]).get("schema_version")
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise SourceError(
                f"the analysis has schema version {version}, this monoscan reads up to {SCHEMA_VERSION}",
                "update monoscan, or analyse again",
            )
        return msgspec.json.decode(text, type=Analysis)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(
            f"not an analysis: {error}", "give the analysis.json of `monoscan analyze`"
        ) from error


def schema() -> str:
    """The JSON Schema of analysis.json."""
    return msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Analysis)), indent=1).decode() + "\n"
