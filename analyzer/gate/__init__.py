"""Policy and baseline to verdict."""
