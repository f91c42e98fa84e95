"""What the library and a framework are both asked: inputs drawn from one seed, and those that the course tells."""

from dataclasses import dataclass

import numpy as np

IGNORED = -100
"""The target that PyTorch ignores unless it is told another one."""


@dataclass(frozen=True)
class Case:
    name: str
    logits: np.ndarray  # (N, C)
    indices: np.ndarray  # (N,)
    soft: np.ndarray  # (N, C), each row a distribution
    weights: np.ndarray  # (C,)

    def __str__(self):
        return self.name

    def astype(self, dtype):
        soft = self.soft.astype(dtype)
        return Case(self.name, self.logits.astype(dtype), self.indices, soft, self.weights.astype(dtype))

    def targets(self, kind):
        """Return the targets as "indices", "one-hot" or "soft"."""
        if kind == "indices":
            return self.indices
        return self.soft if kind == "soft" else np.eye(self.logits.shape[1], dtype=self.logits.dtype)[self.indices]

    def partly_ignored(self):
        """Return the indices with every third of them, from the second on, replaced by IGNORED."""
        return np.where(np.arange(len(self.indices)) % 3 == 1, IGNORED, self.indices)


def drawn(rows, classes, scale):
    generator = np.random.default_rng([rows, classes, scale])
    return Case(
        f"{rows}x{classes}, scores of size {scale}",
        scale * generator.standard_normal((rows, classes)),
        generator.integers(classes, size=rows),
        generator.dirichlet(np.ones(classes), size=rows),
        generator.uniform(0.1, 5.0, size=classes),
    )


CATS = Case(
    "the cats of the course",
    np.array([[10.0, 9.0, 8.0], [3.0, 1.0, 0.5]]),
    np.array([0, 2]),
    np.array([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2]]),
    np.array([1.0, 2.0, 4.0]),
)
QUIZ = Case(
    "unequally spaced scores",
    np.array([[3.2, 5.1, -1.7]]),
    np.array([0]),
    np.array([[0.0, 0.25, 0.75]]),
    np.array([0.5, 0.0, 3.0]),
)
ONE_CLASS = Case("one class", np.array([[5.0], [-3.0]]), np.array([0, 0]), np.ones((2, 1)), np.array([2.0]))
SIZES = [(4, 2, 1), (7, 3, 30), (64, 10, 3), (5, 1000, 1000), (2, 6, 10_000)]
CASES = [CATS, QUIZ, ONE_CLASS, *(drawn(*size) for size in SIZES)]
