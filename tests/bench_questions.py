"""Measure the questions: `make bench`. Variants and grades a second on one core, and the bytes that a page carries.

No test: the numbers depend on the machine. Every variant is told whole, with all feedback and the solution.
"""

import argparse
import gzip
import statistics
import time

from support import ROOT

from xentlib.course import Course
from xentlib.pages.scripts import lean_scripts
from xentlib.quiz import judge, question_ids, read_question, vary

SEEDS = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="runs of each case (default 3)")
    runs = parser.parse_args().runs
    course = Course(ROOT)
    codes = [language.code for language in course.languages]
    print(f"{'variants a second':44}" + "".join(f"{code:>8}" for code in codes))
    found = {code: [] for code in codes}
    for name in question_ids(course):
        questions = {code: read_question(course, name, code) for code in codes}
        for code, question in questions.items():
            found[code].append(statistics.median(rate(lambda q=question: variants(q), SEEDS) for _ in range(runs)))
        print(f"  {name:42}" + "".join(f"{found[code][-1]:8.0f}" for code in codes))
    print(f"  {'median':42}" + "".join(f"{statistics.median(found[code]):8.0f}" for code in codes))
    print(f"  {'slowest':42}" + "".join(f"{min(found[code]):8.0f}" for code in codes))
    report_grades(course, runs)
    sizes = {path: len(gzip.compress(script, mtime=0)) for path, script in lean_scripts(course.theme).items()}
    told = " + ".join(f"{path} {size}" for path, size in sizes.items())
    print(f"JavaScript, gzipped: {sum(sizes.values())} bytes ({told})")


def variants(question):
    for seed in range(1, SEEDS + 1):
        vary(question, seed)


def report_grades(course, runs):
    key = vary(read_question(course, "softmax/one-probability", "ru"), 1).key
    for answer in (key.shown, "0,5", "7", "1,234", "семь"):
        grades = statistics.median(rate(lambda a=answer: [judge(key, a, "ru") for _ in range(20_000)], 20_000)
                                   for _ in range(runs))
        print(f"grades a second, {judge(key, answer, 'ru').verdict:10} {answer:8} {grades:10.0f}")


def rate(function, count):
    """Return how many a second: `function` does `count` of them."""
    start = time.perf_counter()
    function()
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
