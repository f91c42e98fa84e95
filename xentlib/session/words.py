"""What a session says, in a language; texts in braces are filled in when it is said."""

from __future__ import annotations

from xentlib.quiz import Words


def phrases(words: Words) -> dict[str, str]:
    """Return all texts by name."""
    _ = words
    return {
        # Translators: the beginning of a session, where braces stand for the number of its questions.
        "begin": _("Questions: {count}. The first try counts, a second one is for you."),
        # Translators: the beginning of a session that was stopped earlier.
        "again": _("The session goes on."),
        "kept": _("A session stopped at question {number} of {count}. Go on with it?"),
        # Translators: what to press after the question "Go on with it?"; leave Enter and n as they are.
        "kept_keys": _("Enter: go on · n: begin a new one"),
        "head": _("Question {number} of {count}"),
        "level": _("level {level}"),
        # Translators: what may be typed at the prompt of a question. Leave the letters h, s, n and q as they are.
        "keys": _("h hint · s solution · n skip · q stop"),
        # Translators: what is to be typed as an answer; "h hint · s solution" follows in the same line.
        "type_number": _("A number"),
        "type_numbers": _("{count} numbers with ; between them"),
        "type_option": _("A number from 1 to {count}"),
        "type_options": _("All that are right, for example 1 {count}"),
        "type_order": _("The order, for example {example}"),
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
        "look": _("To look at again"),
    }
