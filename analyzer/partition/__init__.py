"""Graph and signals to proposed boundaries."""
