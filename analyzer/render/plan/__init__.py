"""The plan for people: as a document, and in brief."""
