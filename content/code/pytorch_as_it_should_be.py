import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(100, 10)
y = (x.sum(dim=1, keepdim=True) > 0).float()

layers = nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 1)
model = nn.Sequential(*layers)
loss_function = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

losses = []
for step in range(101):
    optimizer.zero_grad()
    z = model(x)
    loss = loss_function(z, y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if step in (0, 1, 10, 100):
        print(f"step {step:3}  loss {losses[step]:.4f}")

accuracy = ((z > 0) == (y == 1)).float().mean()
print(f"accuracy {accuracy:.2f}")
