"""The picture of the architecture, held as data: a module imports only from the layers below its own."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = [
    {"errors"},
    {"stages", "markup", "files", "codes"},
    {"course"},
    {"kept"},
    {"losses", "numbers", "catalogs", "formulas", "draws", "expressions", "pictures", "store"},
    {"training", "plaintext"},
    {"examples"},
    {"expand"},
    {"quiz", "figures"},
    {"pages", "proof", "session"},
    {"classroom"},
    {"site", "service"},
]
LEVEL = {module: level for level, layer in enumerate(LAYERS) for module in layer}
MACHINE = {"numbers", "catalogs", "expressions", "store", "expand", "quiz", "pages", "proof", "session"}
MACHINE |= {"classroom", "site", "service"}
SUBJECT_CODE = {"losses", "training"}


def module_of(path):
    return path.relative_to(ROOT / "xentlib").parts[0].removesuffix(".py")


def imported(path):
    """Yield the noun of xentlib that each import statement of a file names, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "xentlib":
            parts = node.module.split(".")[1:]
            yield from [parts[0]] if parts else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("xentlib."):
                    yield alias.name.split(".")[1]


FILES = sorted(set((ROOT / "xentlib").rglob("*.py")) - {ROOT / "xentlib" / "__init__.py"})


def test_every_module_has_a_layer():
    assert {module_of(path) for path in FILES} <= set(LEVEL)


def test_the_map_in_the_readme_names_every_module():
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^  ((?:\w+, )*\w+) {2,}\S", told, re.MULTILINE)
    assert {name for row in rows for name in row.split(", ")} == set(LEVEL)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_from_lower_layers(path):
    module = module_of(path)
    for other in imported(path):
        if other != module:
            assert LEVEL[other] < LEVEL[module], f"{module} imports {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_machine_meets_the_subject_only_through_registries(path):
    if module_of(path) in MACHINE:
        assert not SUBJECT_CODE & set(imported(path))


def test_the_library_does_not_read_the_environment_print_or_exit():
    """Only `scripts` does."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in ("print", "exit", "quit", "input", "sys.exit", "os.getenv"), where
            if isinstance(node, ast.Subscript | ast.Attribute):  # handing it on to a child as a whole is no reading
                assert ast.unparse(node.value) != "os.environ", where


def test_importing_the_library_loads_numpy_and_nothing_heavier():
    code = "import sys, numpy; before = set(sys.modules); import xentlib; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {name.split(".")[0] for name in run.stdout.split()} <= {"xentlib", "numpy"}
