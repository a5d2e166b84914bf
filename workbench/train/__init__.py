"""Rebuilds the models that are shipped, each by `train(data, into)` in a module of its name."""
