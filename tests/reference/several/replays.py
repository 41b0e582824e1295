"""Joint replays of two interventions by plain numpy: observed t (CR1), critical value of max|t|, Westfall-Young step-down p.
Reads data.csv, makes replays.csv (starts of every unit, from 1) and joint.csv. Python 3, numpy."""
import csv
import numpy as np

UNITS, PERIODS, DRAWS, LEVEL = 10, 6, 199, 0.95
STARTS = [[2, 2, 3, 3, 4, 4, 5, 5, 6, 6], [5, 3, 6, 2, 5, 3, 6, 2, 4, 4]]

rows = list(csv.DictReader(open("data.csv")))
unit = np.array([int(r["unit"][1:]) - 1 for r in rows])
period = np.array([int(r["period"]) for r in rows])
y = np.array([float(r["y"]) for r in rows])

def statistics(starts):
    """Ordinary least squares on pupil rows with every dummy written out; t of a, b and a - b."""
    columns = [np.ones(len(y))]
    columns += [(unit == i).astype(float) for i in range(1, UNITS)]
    columns += [(period == t).astype(float) for t in range(2, PERIODS + 1)]
    columns += [(period >= np.array(s)[unit]).astype(float) for s in starts]
    X = np.column_stack(columns)
    if np.linalg.matrix_rank(X) < X.shape[1]:
        return [(np.inf, 1.0)] * 3  # schedules that separate nothing count as infinitely far out
    A = np.linalg.inv(X.T @ X)
    b = A @ X.T @ y
    e = y - X @ b
    scores = np.array([X[unit == g].T @ e[unit == g] for g in range(UNITS)])
    n, k = len(y), PERIODS + 2  # fixest's count: one intercept, the other periods, the treatments
    V = A @ scores.T @ scores @ A * UNITS / (UNITS - 1) * (n - 1) / (n - k)
    out = []
    for c in ([1, 0], [0, 1], [1, -1]):
        c = np.concatenate([np.zeros(X.shape[1] - 2), c])
        out.append((c @ b, (c @ V @ c) ** 0.5))
    return out

state = 20260301
def below(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n

def shuffled(values):
    values = list(values)
    for i in range(len(values) - 1, 0, -1):
        j = below(i + 1)
        values[i], values[j] = values[j], values[i]
    return values

draws = [[shuffled(s) for s in STARTS] for _ in range(DRAWS)]
with open("replays.csv", "w") as f:
    f.write("draw,a,b\n")
    for r, (a, b) in enumerate(draws, 1):
        f.write(f"{r},{''.join(map(str, a))},{''.join(map(str, b))}\n")
observed = statistics(STARTS)
t = np.array([e / s for e, s in observed])
ref = np.array([[e / s for e, s in statistics(d)] for d in draws])
out = [("estimate", q, e) for q, (e, _) in zip(("a", "b", "a-b"), observed)]
out += [("cr1", q, s) for q, (_, s) in zip(("a", "b", "a-b"), observed)]
for family in ([0, 1], [2]):
    largest = np.sort(np.abs(ref[:, family]).max(axis=1))
    name = "effects" if family == [0, 1] else "differences"
    out.append(("critical", name, largest[int(np.ceil(LEVEL * (DRAWS + 1))) - 1]))
    order, highest = sorted(family, key=lambda q: -abs(t[q])), 0.0
    for at, q in enumerate(order):
        extreme = (np.abs(ref[:, order[at:]]).max(axis=1) >= abs(t[q]) - 1e-10).sum()
        highest = max(highest, (1 + extreme) / (1 + DRAWS))
        out.append(("p", ("a", "b", "a-b")[q], highest))
with open("joint.csv", "w") as f:
    f.write("what,question,value\n")
    for what, question, value in out:
        f.write(f"{what},{question},{float(value)!r}\n")
