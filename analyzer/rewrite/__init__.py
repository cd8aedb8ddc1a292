"""A step becomes a patch: one folder a language."""
