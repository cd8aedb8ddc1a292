"""Source text to facts, one folder a language."""
