"""The models of this project in MLflow's registry, and their copies for those without MLflow.

`resolved` and what it needs import no MLflow, which costs seconds and more memory than all else
that a live worker holds; `models` does.
"""
