"""The views of a session: of each a model without display, then what shows it."""
