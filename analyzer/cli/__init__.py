"""Click commands, one file a command; the only place that prints or exits."""
