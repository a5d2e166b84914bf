"""Commands, dashboard and notebooks."""

from interview.offline import keep_offline

keep_offline()
