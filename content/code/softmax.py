import numpy as np


def softmax_as_written(z):
    return np.exp(z) / np.exp(z).sum()


def softmax(z):
    exponentials = np.exp(z - np.max(z))
    return exponentials / exponentials.sum()


print(softmax(np.array([10, 9, 8])).round(4))

large = np.array([123, 456, 789])
with np.errstate(over="ignore", invalid="ignore"):
    print(softmax_as_written(large))
print(softmax(large))
