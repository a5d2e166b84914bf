"""One partition a session."""

import dagster as dg

SESSIONS = dg.DynamicPartitionsDefinition(name="session")
