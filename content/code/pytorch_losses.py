import torch
from torch import nn

z = torch.tensor([[10.0, 9.0, 8.0]])  # the scores of one photo
y = torch.tensor([0])  # it shows a cat: the index of the class
truth = torch.tensor([[1.0, 0.0, 0.0]])  # the same as one-hot
p, log_p = torch.softmax(z, dim=1), torch.log_softmax(z, dim=1)

cross_entropy = nn.CrossEntropyLoss()(z, y)
of_one_hot = nn.CrossEntropyLoss()(z, truth)
nll = nn.NLLLoss()(log_p, y)
kl = nn.KLDivLoss(reduction="batchmean")(log_p, truth)
print(f"{cross_entropy = :.6f}\n{of_one_hot = :.6f}")
print(f"{nll = :.6f}\n{kl = :.6f}")

bce = nn.BCELoss()(p, truth)
bce_with_logits = nn.BCEWithLogitsLoss()(z, truth)
multi_label = nn.MultiLabelSoftMarginLoss()(z, truth)
print(f"{bce = :.6f}\n{bce_with_logits = :.6f}\n{multi_label = :.6f}")

softmax_first = nn.CrossEntropyLoss()(p, y)
no_logarithm = nn.NLLLoss()(p, y)
print(f"{softmax_first = :.6f}\n{no_logarithm = :.6f}")
