"""Measure the loss: `make bench`. Our loss with gradient beside SciPy's and PyTorch's on one thread, in one run.

No test: the numbers depend on the machine. The three are measured in turns, so that a busy moment meets them all;
the ratios of one run are what to compare. Memory is what Python and numpy allocate beyond the gradient itself.
"""

import argparse
import statistics
import subprocess
import sys
import time
import tracemalloc

import numpy as np

from xentlib.losses import softmax_cross_entropy_and_gradient

try:
    import scipy
    import scipy.special
except ImportError:
    scipy = None
try:
    import torch
except ImportError:
    torch = None

SHAPES = [(100_000, 10), (4_096, 1_000), (256, 50_257)]
GOALS = {"SciPy": 0.6, "PyTorch": 1.5}
MEGABYTE = 2**20


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="runs of each case (default 15)")
    runs = parser.parse_args().runs
    report_libraries()
    for shape in SHAPES:
        for kind in (np.float32, np.float64):
            report_case(shape, kind, runs)
    report_import(runs)


def report_libraries():
    if scipy is None:
        print("!!! SciPy IS NOT INSTALLED and NOT MEASURED: pip install -e '.[bench]'")
    if torch is None:
        print("!!! PyTorch IS NOT INSTALLED and NOT MEASURED: pip install torch")
    else:
        torch.set_num_threads(1)
    versions = [f"{module.__name__} {module.__version__}" for module in (np, scipy, torch) if module]
    print(f"softmax cross-entropy with gradient; {', '.join(versions)}; goals: "
          + ", ".join(f"at most {goal} × {name}" for name, goal in GOALS.items()))  # fmt: skip


def report_case(shape, kind, runs):
    random = np.random.default_rng(0)
    z = random.normal(0, 3, shape).astype(kind)
    y = random.integers(0, shape[1], shape[0])
    cases = {"xentlib": lambda: softmax_cross_entropy_and_gradient(z, y)}
    if scipy:
        cases["SciPy"] = lambda: by_scipy(z, y)
    if torch:
        scores, classes = torch.tensor(z, requires_grad=True), torch.tensor(y)
        cases["PyTorch"] = lambda: by_torch(scores, classes)
    compare(cases)
    seconds = {name: statistics.median(times) for name, times in measure(cases, runs).items()}
    extra = {name: peak(cases[name]) - z.nbytes for name in cases if name != "PyTorch"}  # has its own allocator
    print(f"{shape[0]:>7,} × {shape[1]:<6,} {kind.__name__}  ", end="")
    for name, median in seconds.items():
        print(f"  {name} {median * 1e3:6.1f} ms", end="")
        if name in GOALS:
            ratio = seconds["xentlib"] / median
            print(f" (ours {ratio:.2f} ×{'' if ratio <= GOALS[name] else ', MISSED'})", end="")
    print("   beyond the gradient: " + ", ".join(f"{name} {size / MEGABYTE:.1f} MB" for name, size in extra.items()))


def by_scipy(z, y):
    rows = np.arange(len(y))
    log_p = scipy.special.log_softmax(z, axis=1)
    loss = -log_p[rows, y].mean()
    gradient = np.exp(log_p, out=log_p)
    gradient[rows, y] -= 1
    gradient /= len(y)
    return loss, gradient


def by_torch(scores, classes):
    scores.grad = None
    loss = torch.nn.functional.cross_entropy(scores, classes)
    loss.backward()
    return loss.item(), scores.grad.numpy()


def compare(cases):
    """Stop unless all agree: there is no point in timing a wrong result."""
    loss, gradient = cases["xentlib"]()
    for case in cases.values():
        other_loss, other_gradient = case()
        np.testing.assert_allclose(other_loss, loss, rtol=1e-5)
        np.testing.assert_allclose(other_gradient, gradient, rtol=1e-4, atol=1e-9)


def measure(cases, runs):
    """Return for each case the seconds of its runs, taken in turns."""
    times = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            times[name].append(time.perf_counter() - start)
    return times


def peak(case):
    tracemalloc.start()
    case()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def report_import(runs):
    def seconds(statement):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        return time.perf_counter() - start

    pairs = [(seconds("import numpy"), seconds("import xentlib")) for _ in range(runs)]
    numpy, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"import numpy {numpy * 1e3:.0f} ms, import xentlib {ours * 1e3:.0f} ms: {ours / numpy:.2f} × (goal: 1.3)")


if __name__ == "__main__":
    main()
