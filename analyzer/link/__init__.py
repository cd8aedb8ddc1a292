"""Names to symbols to graph."""
