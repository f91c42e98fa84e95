"""Where a quiz service keeps what happened: variants issued, answers given, classes.

    store = open_store("build/xent.db")                 a path, or postgresql://…
    stored = store.write(Answer(…)).result()            resolved only after COMMIT
    stored = await store.written(Answer(…))             the same in an event loop
    row = store.read(lambda rows: reads.variant(rows, identity))

Answers are facts that only grow in number; grades stand beside them, the latest by the newest grader.
"""

from xentlib.store import reads
from xentlib.store.classes import Forget, Join, Leave, NewClass, NewToken, PurgeClass, SetRecovery
from xentlib.store.learning import Answer, Issue, Reveal
from xentlib.store.operation import Operation
from xentlib.store.regrades import AddGrades
from xentlib.store.rows import AttemptRow, ClassRow, GradeRow, ProgressRow, Rows, Stored, VariantRow
from xentlib.store.store import Store, open_store

__all__ = [
    "AddGrades",
    "Answer",
    "AttemptRow",
    "ClassRow",
    "Forget",
    "GradeRow",
    "Issue",
    "Join",
    "Leave",
    "NewClass",
    "NewToken",
    "Operation",
    "ProgressRow",
    "PurgeClass",
    "Reveal",
    "Rows",
    "SetRecovery",
    "Store",
    "Stored",
    "VariantRow",
    "open_store",
    "reads",
]
