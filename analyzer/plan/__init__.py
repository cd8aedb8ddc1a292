"""Roles and boundaries to what stands in the way of an extraction."""
