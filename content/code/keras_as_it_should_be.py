import keras
import numpy as np

x = np.random.default_rng(0).standard_normal((100, 10)).astype("float32")
y = x[:, :3].argmax(axis=1)  # the largest of the first three inputs

layer = keras.layers.Dense(3, kernel_initializer="zeros")
model = keras.Sequential([keras.Input((10,)), layer])
model.compile(
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=keras.optimizers.SGD(learning_rate=1.0),
    metrics=["accuracy"],
)
run = model.fit(x, y, batch_size=100, epochs=101, shuffle=False, verbose=0)

losses = run.history["loss"]
for step in (0, 1, 10, 100):
    print(f"step {step:3}  loss {losses[step]:.4f}")
accuracy = run.history["accuracy"][-1]
print(f"accuracy {accuracy:.2f}")
