"""A small lesson with a question of each kind, on sums; its example is put into the registry by `course_of_kinds`."""

from xentlib.examples import EXAMPLES, Worked
from xentlib.examples.registry import Example
from xentlib.pictures import bars


def sums(shown, a=3, b=1.5):
    """Add two numbers, and look at them in several ways."""
    total = shown(a + b)
    return Worked(
        values={"total": total, "both": (a + b, a - b), "twice": 2 * total},
        mistakes={"difference": a - b, "product": 10 * a * b + 1, "one_forgotten": a + 100},
        steps=lambda: (("a + b &= ", a, " + ", b, " = ", total), (r"2 \cdot ", total, " &= ", 2 * total)),
        pictures={"shown": bars({"A": a, "B": b})},
    )


def pairs(shown, a=3, b=1.5):
    """Add and subtract two numbers."""
    return Worked(
        values={"both": (shown(a + b), shown(a - b))},
        mistakes={"swapped": (a - b, a + b), "products": (a * b + 500, a * b + 600), "same": (a + b, a + b)},
        steps=lambda: (("a &= ", a),),
    )


def orders(shown, a=3, b=1.5):
    """Put three things into an order."""
    chosen = {"order": ("small", "middle", "large"), "halves": ("middle", "small", "large")}
    return Worked({"total": shown(a + b)}, steps=lambda: (("a &= ", a),), chosen=chosen)


def draw_two(draws):
    return {"a": draws.integer("a", 20, 90), "b": float(draws.decimals("b", 1, 1, 9, places=2)[0])}


def block(name, argument, text):
    return f"\n/// {name}{' | ' + argument if argument else ''}\n{text}\n///\n"


def question(kind, level, prompt, *blocks, example="sums", more=""):
    head = f"---\nkind: {kind}\nlevel: {level}\nexample: {example}\n{more}---\n{prompt}\n"
    tail = block("hint", "", "Look at ${{ a }}$.") + block("solution", "", "The sum of the two is $a + b$.")
    return head + "".join(block(*one) for one in blocks) + tail


MISTAKES = [
    ("mistake", "difference", "You subtracted: ${{ a }} - {{ b }}$. Add."),
    ("mistake", "product", "You multiplied."),
    ("mistake", "one_forgotten", "You forgot one."),
]
QUESTIONS = {
    "sums/number": question(
        "number", 1, "Add {{ a }} and {{ b }}.", *MISTAKES,
        more="ask: total\npolicy: {decimals: 2}\nallow: [percent, fraction]\n",
    ),
    "sums/vector": question(
        "vector", 2, "The sum and the difference of {{ a }} and {{ b }}?",
        ("labels", "", "- sum\n- difference"), ("mistake", "swapped", "The other way around."),
        ("mistake", "products", "Products."), ("mistake", "same", "Twice the sum."),
        example="pairs", more="ask: both\npolicy: {decimals: 2}\n",
    ),
    "sums/step": question(
        "step", 2, "Take {{ a }} and {{ b }}.\n\n{{ gapped }}\n\nWhich number belongs in the box?", *MISTAKES,
        more="ask: total\npolicy: {decimals: 2}\n",
    ),
    "sums/choice": question(
        "choice", 1, "What is {{ a }} plus {{ b }}?", ("right", "", "{{ total }}"),
        ("wrong", "difference", "{{ mistakes.difference }}"),
        ("wrong", "one_forgotten", "{{ mistakes.one_forgotten }}"), *MISTAKES[::2],
    ),
    "sums/bug": question(
        "bug", 3, "It prints {{ mistakes.difference }}:\n\n```python\nprint({{ a }} - {{ b }})\n```\n\n{{ shown }}",
        ("right", "", "It subtracts."), ("wrong", "rounds", "It rounds."), ("mistake", "rounds", "Nothing is rounded."),
    ),
    "sums/choices": question(
        "choices", 2, "{{ a }}, {{ b }}. What is true?", ("right", "sum", "A sum."), ("right", "both", "Both."),
        ("wrong", "none", "None.\n\n{{ shown }}"), ("mistake", "sum", "A sum is a sum."),
        ("mistake", "both", "Both are."), ("mistake", "none", "One is."),
    ),
    "sums/order": question(
        "order", 3, "From {{ a }} and {{ b }}, small to large?", ("item", "small", "first"),
        ("item", "middle", "second"), ("item", "large", "third"), ("mistake", "halves", "The halves."),
        ("mistake", "reversed", "Large to small."),
        example="orders", more="ask: order\n",
    ),
}  # fmt: skip
LESSON = "---\ntitle: Sums & more\ndescription: D\n---\n\n# Sums {#sums}\n"


def course_of_kinds(small_course, monkeypatch):
    """Return a course with a question of each kind."""
    for function in (sums, pairs, orders):
        monkeypatch.setitem(EXAMPLES, function.__name__, Example(function.__name__, function, draw_two))
    files = {f"quizzes/{name}.md": text for name, text in QUESTIONS.items()}
    return small_course({"content/index.md": LESSON, "content/lessons/01-sums.md": LESSON, **files})
