"""The Dagster code location."""

from interview.offline import keep_offline

keep_offline()
