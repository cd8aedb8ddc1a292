"""The one error a user can cause, with what to do about it."""


class MonoscanError(Exception):
    """Indicates that something the user gave cannot be worked with; shown in one place, exit 2.

    Trouble inside the scanned code is never an error: it is a `Problem` in the result.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type["MonoscanError"], tuple[str, str]]:
        return type(self), (self.message, self.hint)


class ConfigError(MonoscanError):
    """Indicates a wrong option or a wrong entry in monoscan.toml."""


class RuleError(MonoscanError):
    """Indicates a rule file that cannot be used."""


class SourceError(MonoscanError):
    """Indicates a path that cannot be scanned."""


class BaselineError(MonoscanError):
    """Indicates a baseline that is missing, damaged or of a newer schema."""
