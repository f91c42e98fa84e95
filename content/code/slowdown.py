import numpy as np


def quadratic(a, y):
    return (a - y) * a * (1 - a)


def cross_entropy(a, y):
    return a - y


def outputs(start, slope, rate=0.15, x=1, y=0):
    w, b = start
    history = []
    for _ in range(301):
        a = 1 / (1 + np.exp(-(w * x + b)))
        history.append(a)
        w -= rate * slope(a, y) * x
        b -= rate * slope(a, y)
    return np.array(history)


for start in (0.6, 0.9), (2, 2):
    print("start", start)
    for slope in quadratic, cross_entropy:
        a = outputs(start, slope)[[0, 50, 300]]
        print(f"  {slope.__name__:13}", a.round(4))
