"""Prove questions: what must hold of every variant is tried, for many seeds, in every language.

    for result in prove(course, ["softmax/one-probability"], seeds=200):
        print(result.question, *result.findings)
"""

from xentlib.proof.digest import PUBLISHED_VARIANTS, record_published
from xentlib.proof.points import POINTS
from xentlib.proof.prove import Report, Result, prove
from xentlib.proof.trial import Finding, Trial, make_trial

__all__ = [
    "POINTS",
    "PUBLISHED_VARIANTS",
    "Finding",
    "Report",
    "Result",
    "Trial",
    "make_trial",
    "prove",
    "record_published",
]
