"""Questions: read a file, make a variant of it, judge an answer.

    question = read_question(course, "softmax/one-probability", "ru")
    variant = vary(question, seed=7)
    grade = judge(variant.key, "0,13", "ru")
"""

from xentlib.quiz.blocks import Section
from xentlib.quiz.chosen import ChoiceKey, ChoicesKey, OrderKey
from xentlib.quiz.grade import VERDICTS, Grade, Verdict
from xentlib.quiz.judge import Key, judge, key_data, overlap
from xentlib.quiz.numeric import Interval, NumberKey, Part, VectorKey
from xentlib.quiz.policy import Policy
from xentlib.quiz.question import KINDS, LEVELS, Kind, Question, parse_question, question_ids, read_question
from xentlib.quiz.tell import Words, phrases, tell, why
from xentlib.quiz.vary import Variant, again, check_variety, fresh, vary

__all__ = [
    "KINDS",
    "LEVELS",
    "VERDICTS",
    "ChoiceKey",
    "ChoicesKey",
    "Grade",
    "Interval",
    "Key",
    "Kind",
    "NumberKey",
    "OrderKey",
    "Part",
    "Policy",
    "Question",
    "Section",
    "Variant",
    "VectorKey",
    "Verdict",
    "Words",
    "again",
    "check_variety",
    "fresh",
    "judge",
    "key_data",
    "overlap",
    "parse_question",
    "phrases",
    "question_ids",
    "read_question",
    "tell",
    "vary",
    "why",
]
