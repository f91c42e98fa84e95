"""What goes over the wire: the bodies of requests and replies. openapi.json is made from these types.

Nothing in a `VariantReply` tells the answer; what may be told after an answer stands in an `AnswerReply`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

Identity = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="the id of a variant")]
Lang = Annotated[str, Meta(max_length=35, description="en, ru, zh; unknown ones: by Accept-Language")]
QuestionId = Annotated[str, Meta(min_length=1, max_length=200, examples=["softmax/one-probability"])]


class Body(Struct, forbid_unknown_fields=True):
    """The body of a request: a field that is not known is a mistake of the sender."""


class Nothing(Body):
    """No fields: {}."""


class VariantAsked(Body):
    """Ask for a variant: the current one of the question or, `after` that one, the next."""

    question: QuestionId
    lang: Lang = ""
    after: Identity | None = None
    html: bool = False


class AnswerGiven(Body):
    """An answer as it was typed; options by the numbers beside them: "2", "3 1 2".

    `key` is of the client's choosing: the same answer under the same key is stored once.
    """

    key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
    answer: Annotated[str, Meta(max_length=2000)]
    lang: Lang = ""
    html: bool = False


class SolutionAsked(Body):
    """Ask for the solution: from then on no answer to this variant counts."""

    lang: Lang = ""
    html: bool = False


class ClassMade(Body):
    """Make a class; one whose name has nothing to be seen is called by its code."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]


class CodeGiven(Body):
    """A code as it was typed: that of a class, or the one that brings a learner to another device."""

    code: Annotated[str, Meta(max_length=100)]


class TokenGiven(Body):
    """What stands behind the # of an instructor's link."""

    token: Annotated[str, Meta(max_length=100)]


class QuestionReply(Struct, frozen=True):
    """A question that can be asked for."""

    id: str
    lesson: str
    kind: str
    level: int


class Option(Struct, frozen=True):
    """An option, with the number by which it is answered."""

    number: int
    text: str


class VariantHtml(Struct, frozen=True):
    """The texts of a variant as HTML."""

    prompt: str
    hint: str
    options: list[str]
    labels: list[str]


class VariantReply(Struct, frozen=True):
    """A variant as it is asked; texts are Markdown with TeX. `count`: so many numbers; 0: the answer is options."""

    id: str
    question: str
    lesson: str
    kind: str
    level: int
    lang: str
    n: int
    prompt: str
    inputs: dict[str, float | list[float]]
    options: list[Option]
    labels: list[str]
    count: int
    hint: str
    html: VariantHtml | UnsetType = UNSET


class AnswerHtml(Struct, frozen=True):
    """The texts that follow an answer as HTML."""

    feedback: str
    solution: str | UnsetType = UNSET


class AnswerReply(Struct, frozen=True):
    """What became of an answer that is stored. `n` counts the answers to the variant; `counts`: it is a try."""

    verdict: str
    score: float
    read: str | None
    feedback: str | None
    mistake: str | None
    n: int
    counts: bool
    over: bool
    saved: bool
    solution: str | UnsetType = UNSET
    html: AnswerHtml | UnsetType = UNSET


class SolutionReply(Struct, frozen=True):
    """The solution of a variant, which is over now."""

    solution: str
    over: bool
    html: str | UnsetType = UNSET


class ClassName(Struct, frozen=True):
    """The class for which a learner works."""

    name: str


class QuestionProgress(Struct):
    """What a learner did at a question: tries that count, those that were right, and how often which mistake."""

    tries: int = 0
    right: int = 0
    mistakes: dict[str, int] = field(default_factory=dict)


class ProgressReply(Struct, frozen=True):
    """What the service knows of this browser's learner, by question."""

    learner: bool
    class_: ClassName | None = field(name="class")
    questions: dict[str, QuestionProgress]


class CodeReply(Struct, frozen=True):
    """A code that brings a learner to another device. It is told once."""

    code: str


class LearnerReply(Struct, frozen=True):
    """Whether this browser has a learner."""

    learner: bool


class ClassReply(Struct, frozen=True):
    """A class that was made: the code for its learners, and the link for its instructor, which is told once."""

    id: str
    name: str
    code: str
    link: str


class ClassOpened(Struct, frozen=True):
    """The class whose report this browser may see."""

    id: str
    name: str
    code: str


class Health(Struct, frozen=True):
    """Which versions run, and whether answers can be stored."""

    versions: dict[str, str]
    writer: bool


class Problem(Struct, frozen=True):
    """Why a request was refused: an id for programs, a sentence for people, and what exactly is wrong."""

    error: str
    message: str
    detail: str = ""
