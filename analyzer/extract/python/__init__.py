"""Python source to facts."""
