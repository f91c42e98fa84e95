"""Every program that a question shows prints what the page says; tests/frameworks runs those of PyTorch and Keras."""

import pytest
from programs import printed, programs, questions_with_programs


@pytest.mark.parametrize("name", questions_with_programs(frameworks=False))
def test_a_program_prints_what_the_question_shows(name):
    for program, shown in programs(name):
        assert printed(program) == shown
