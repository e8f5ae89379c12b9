"""What people do with numpy and pandas; prints what is the same wherever it runs."""

import numpy as np
import pandas as pd

random = np.random.default_rng(7)
orders = pd.DataFrame(
    {
        "customer": random.integers(0, 500, 50_000),
        "maker": random.choice(["ash", "birch", "cedar"], 50_000),
        "cents": random.integers(100, 100_000, 50_000),
        "day": pd.to_datetime("2024-01-01") + pd.to_timedelta(random.integers(0, 90, 50_000), "D"),
    }
)
print(orders.groupby("maker")["cents"].agg(["sum", "mean", "count"]).round(3).to_csv())
print(orders.set_index("day").resample("7D")["cents"].sum().to_json())
dearest = orders.groupby("customer")["cents"].apply(lambda cents: cents.nlargest(3).sum())
print(dearest.sort_values(ascending=False).head(10).to_dict())
joined = orders.merge(dearest.rename("dearest"), left_on="customer", right_index=True)
print(int(joined["dearest"].sum()), joined.shape)

matrix = random.normal(size=(120, 120))
values, vectors = np.linalg.eigh(matrix @ matrix.T)
print(np.round(values[-3:], 6), bool(np.allclose(vectors.T @ vectors, np.eye(120))))
print(np.round(np.fft.rfft(np.sin(np.arange(4096) / 9)).real[:4], 6))
print(np.vectorize(lambda number: number % 7)(np.arange(1000)).sum())
