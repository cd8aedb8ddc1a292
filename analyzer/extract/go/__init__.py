"""Go source to facts."""
