import keras
import numpy as np

x = np.random.default_rng(0).standard_normal((100, 10)).astype("float32")
y = x[:, :3].argmax(axis=1)  # which of the first three inputs is the largest

model = keras.Sequential([keras.Input((10,)), keras.layers.Dense(3, kernel_initializer="zeros")])
model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.SGD(learning_rate=1.0),
    metrics=["accuracy"],
)
history = model.fit(x, y, batch_size=100, epochs=101, shuffle=False, verbose=0).history

losses = history["loss"]
for step in (0, 1, 10, 100):
    print(f"step {step:3}  loss {losses[step]:.4f}")
accuracy = history["accuracy"][-1]
print(f"accuracy {accuracy:.2f}")
