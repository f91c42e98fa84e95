"""What a teacher does with the answers of a class: report on them, export them, grade them again.

    statistics   facility, item-rest correlation, Wilson interval
    report       `report_of`: the numbers of a class; as JSON and CSV
    page         `report_html`: the same as a page
    lines        the same for a terminal
    texts        what a report says of questions and mistakes, in a language
    export       every answer as CSV
    regrade      new grades beside the old ones, by the current grader, on all cores or on a cluster
"""

from xentlib.classroom.export import export_csv
from xentlib.classroom.lines import report_lines
from xentlib.classroom.page import report_html
from xentlib.classroom.regrade import Change, Regraded, regrade
from xentlib.classroom.report import Report, report_csv, report_data, report_of
from xentlib.classroom.texts import Texts, texts_of

__all__ = [
    "Change",
    "Regraded",
    "Report",
    "Texts",
    "export_csv",
    "regrade",
    "report_csv",
    "report_data",
    "report_html",
    "report_lines",
    "report_of",
    "texts_of",
]
