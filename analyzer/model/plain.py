"""Text of scanned code made fit to be shown."""


def plain(text: str) -> str:
    """One line without control characters: a name may hold what steers a terminal, or line breaks, after
    which it would be read as a line of ours (a workflow command, for instance)."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
