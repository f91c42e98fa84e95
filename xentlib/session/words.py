"""What a session says, in a language; texts in braces are filled in when it is said."""

from __future__ import annotations

from xentlib.quiz import Words


def phrases(words: Words) -> dict[str, str]:
    """Return all texts by name."""
    _ = words
    return {
        "begin": _("{count} questions. The first try counts, a second one is for you."),
        # Translators: the beginning of a session that was stopped earlier.
        "again": _("The session goes on."),
        "kept": _("A session stopped at question {number} of {count}. Go on with it?"),
        # Translators: what to press after the question "Go on with it?"; leave Enter and n as they are.
        "kept_keys": _("Enter: go on · n: begin a new one"),
        "head": _("Question {number} of {count}"),
        "level": _("level {level}"),
        # Translators: what may be typed at the prompt of a question. Leave the letters h, s, n and q as they are.
        "keys": _("h hint · s solution · n next question · q stop"),
        "type_number": _("Type a number"),
        "type_numbers": _("Type {count} numbers with ; between them"),
        "type_option": _("Type the number of the right answer"),
        "type_options": _("Type the numbers of all right answers, for example 1 3"),
        "type_order": _("Type the numbers in the right order, for example {example}"),
        "hint": _("Hint"),
        "no_hint": _("There is no hint for this question."),
        "solution": _("Worked solution"),
        # Translators: asked after a wrong answer.
        "once_more": _("Try once more."),
        # Translators: what may be typed when a question has been answered. Leave Enter, s and q as they are.
        "after": _("Enter: go on · s solution · q stop"),
        "after_solution": _("Enter: go on · q stop"),
        "stopped": _("Your session is kept. Go on with: xent quiz take"),
        # Translators: the heading of the summary at the end of a session.
        "over": _("The end of the session"),
        "first": _("Right at first try: {right} of {count}"),
        "points": _("With parts of answers: {points} points"),
        "lesson": _("Lesson"),
        "right": _("Right at first try"),
        "skipped": _("Skipped: {count}"),
        "hints": _("With a hint: {count}"),
        "recurred": _("Mistakes that came back"),
        "times": _("{count} times"),
        "look": _("To look at again"),
    }
