"""Jobs, sensors, schedules and resources."""
