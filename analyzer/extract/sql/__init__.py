"""SQL text to table uses and schema."""
