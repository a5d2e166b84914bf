"""The capture server: a process of its own."""

from interview.offline import keep_offline

keep_offline()
