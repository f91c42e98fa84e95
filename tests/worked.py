"""Worked examples, as the tests of exercises look at them: with the inputs of the course, and with many drawn ones."""

from xentlib.draws import Draws
from xentlib.examples import EXAMPLES


def story(name):
    """Return what an example makes of the inputs that the course tells."""
    return EXAMPLES[name].story()


def drawn(name, seeds=300):
    """Yield the inputs of many draws, and what the example makes of them."""
    example = EXAMPLES[name]
    for seed in range(seeds):
        inputs = example.draw(Draws(name, str(seed)))
        if inputs is not None:
            yield inputs, example.work(inputs)
