"""Figures of an interview, made from plain objects: for pages and for notebooks alike.

from workbench import figures

figures.profile(session.profile, session.pairs)
figures.outlook(session.verdict.outlook, theme=figures.DARK)
"""

from workbench.figures.chart import Chart
from workbench.figures.compared import contributions, dimensions, outlook, outlooks
from workbench.figures.judged import history, profile
from workbench.figures.shown import behaviour
from workbench.figures.theme import DARK, LIGHT, THEMES, Theme, ThemeName

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Chart",
    "Theme",
    "ThemeName",
    "behaviour",
    "contributions",
    "dimensions",
    "history",
    "outlook",
    "outlooks",
    "profile",
]
