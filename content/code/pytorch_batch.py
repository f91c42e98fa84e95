import torch
from torch import nn

z = torch.tensor([[10.0, 9.0, 8.0], [1.0, 3.0, 0.5]])
y = torch.tensor([0, 2])
truth = nn.functional.one_hot(y, 3).float()
soft = torch.tensor([[0.7, 0.2, 0.1], [0.0, 0.0, 1.0]])
w = torch.tensor([1.0, 2.0, 4.0])

none = nn.CrossEntropyLoss(reduction="none")(z, y)
mean = nn.CrossEntropyLoss()(z, y)
total = nn.CrossEntropyLoss(reduction="sum")(z, y)
print(none.numpy())
print(f"{mean = :.6f}\n{total = :.6f}")

weighted = nn.CrossEntropyLoss(weight=w)(z, y)
weighted_one_hot = nn.CrossEntropyLoss(weight=w)(z, truth)
print(f"{weighted = :.6f}\n{weighted_one_hot = :.6f}")

ignored = nn.CrossEntropyLoss(ignore_index=2)(z, y)
cat_alone = z[:1], y[:1]
smoothed = nn.CrossEntropyLoss(label_smoothing=0.1)(*cat_alone)
of_soft = nn.CrossEntropyLoss()(z, soft)
print(f"{ignored = :.6f}\n{smoothed = :.6f}\n{of_soft = :.6f}")
