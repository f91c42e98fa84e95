"""The colors of figures: sentinels that the drawing uses and the page's style sheet replaces.

Matplotlib draws with the hexadecimal values below, which occur nowhere else. In the finished SVG each becomes a
CSS variable, so that one file serves the light scheme and the dark one.
"""

INK = "#010101"
MUTED = "#020202"
GRID = "#030303"
PAPER = "#040404"
CAT = "#050505"
DOG = "#060606"
HORSE = "#070707"
FOURTH = "#080808"

VARIABLES = {
    INK: "var(--fig-ink)",
    MUTED: "var(--fig-muted)",
    GRID: "var(--fig-grid)",
    PAPER: "var(--fig-paper)",
    CAT: "var(--fig-a)",
    DOG: "var(--fig-b)",
    HORSE: "var(--fig-c)",
    FOURTH: "var(--fig-d)",
}

LIGHT = {
    "--fig-ink": "#22262e",
    "--fig-muted": "#565d69",
    "--fig-grid": "#e4e1da",
    "--fig-paper": "#fefdfb",
    "--fig-a": "#0072b2",
    "--fig-b": "#e69f00",
    "--fig-c": "#009e73",
    "--fig-d": "#cc79a7",
}
DARK = {
    "--fig-ink": "#dcdfe5",
    "--fig-muted": "#a3a9b5",
    "--fig-grid": "#343842",
    "--fig-paper": "#17191e",
    "--fig-a": "#4aa8e0",
    "--fig-b": "#f0b340",
    "--fig-c": "#2fbd95",
    "--fig-d": "#d994b9",
}
"""What the variables are in the course's style sheet (a test compares them); for figures on their own."""

CLASSES = (CAT, DOG, HORSE)
"""Cat, dog, horse: the same hues in every page, figure and language."""
