"""The ordered steps of an extraction, each computed on what the step before it leaves."""
