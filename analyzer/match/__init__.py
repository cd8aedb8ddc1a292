"""Facts and rules to framework facts."""
