"""All that touches the machine."""
