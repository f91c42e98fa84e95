import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(100, 10)
y = (x.sum(dim=1, keepdim=True) > 0).float()

layers = nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid()
model = nn.Sequential(*layers)
loss_function = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

losses = []
for step in range(101):
    optimizer.zero_grad()
    p = model(x)
    loss = loss_function(p, y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if step in (0, 1, 10, 100):
        print(f"step {step:3}  loss {losses[step]:.4f}")
