"""Commands, dashboard and notebooks."""
