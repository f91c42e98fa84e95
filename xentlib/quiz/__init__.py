"""Questions: read a file, make a variant of it, judge an answer.

    question = read_question(course, "softmax/one-probability", "ru")
    variant = vary(question, seed=7)
    grade = judge(variant.key, "0,13", "ru")
"""

from xentlib.quiz.judge import ChoiceKey, Grade, Interval, Key, NumberKey, judge, key_data, overlap
from xentlib.quiz.policy import Policy
from xentlib.quiz.question import Question, Section, parse_question, read_question
from xentlib.quiz.tell import Words, phrases, tell
from xentlib.quiz.vary import Variant, vary

__all__ = [
    "ChoiceKey",
    "Grade",
    "Interval",
    "Key",
    "NumberKey",
    "Policy",
    "Question",
    "Section",
    "Variant",
    "Words",
    "judge",
    "key_data",
    "overlap",
    "parse_question",
    "phrases",
    "read_question",
    "tell",
    "vary",
]
