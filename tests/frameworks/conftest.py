"""PyTorch and Keras, imported once and only when a test asks for them."""

import importlib
import os
import warnings

import pytest

HOW_TO_GET_THEM = (
    "not installed; make test-frameworks installs it into .venv-frameworks and runs these tests there "
    "(TensorFlow wants Python 3.13 or older)"
)


def pytest_terminal_summary(terminalreporter):
    """Say loudly that there was nothing to compare with."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(HOW_TO_GET_THEM in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            f"FRAMEWORK TESTS SKIPPED: PyTorch or Keras is {HOW_TO_GET_THEM}", red=True, bold=True
        )


@pytest.fixture(scope="session")
def torch():
    return framework("torch")


@pytest.fixture(scope="session")
def tensorflow():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # its start is told on standard error otherwise
    return framework("tensorflow")


@pytest.fixture(scope="session")
def keras(tensorflow):
    os.environ["KERAS_BACKEND"] = "tensorflow"
    return framework("keras")


def framework(name):
    """Import a framework, whatever it warns about itself; skip, or fail where XENT_REQUIRE asks for frameworks."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise  # it is there, and broken
        if "frameworks" in os.environ.get("XENT_REQUIRE", ""):
            pytest.fail(f"{name} is {HOW_TO_GET_THEM}")
        pytest.skip(f"{name} is {HOW_TO_GET_THEM}")
