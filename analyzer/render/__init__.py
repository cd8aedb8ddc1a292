"""Analysis to text formats."""
