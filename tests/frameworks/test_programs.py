"""The programs of PyTorch and Keras that questions show print what the page says."""

import pytest
from programs import FRAMEWORKS, printed, programs, questions_with_programs


@pytest.mark.parametrize("name", questions_with_programs(frameworks=True))
def test_a_program_prints_what_the_question_shows(name, request):
    for program, shown in programs(name):
        for framework in FRAMEWORKS.findall(program):
            request.getfixturevalue(framework)
        assert printed(program) == shown
