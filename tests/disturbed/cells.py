"""Whether a hidden count follows from what is printed: bounds of every hidden cell of every published table.

    cells.py STUDY [MINIMUM]

Reads results/report.html, the tables of results/tables/ and results/effects.json. Of a table of counts with marks (`<5`,
`*`) the rows and columns that are totals are found by the cells that are shown (a last or first row or column whose shown
cells add up); the least and largest value of every hidden count is then a linear programme under what its mark excludes
(1 … minimum - 1; minimum or more; of the sum of what was left out of a register, anything). Of effects.json: a share of a cell whose n, k or n - k is small. Needs lxml and scipy.
Exit 1 where a hidden count has one value only.
"""
import json, os, re, sys
from lxml import html
from scipy.optimize import linprog

folder, minimum = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
NUMBER = re.compile(r"^-?\d{1,3}(?:[ .\u00a0\u202f]\d{3})*$|^\d+$")

def cell(text):
    text = text.strip().replace("\u00a0", " ")
    if re.fullmatch(r"<\s*%d" % minimum, text): return "small"
    if text in ("*", "\u2217"): return "other"
    if NUMBER.match(text): return int(re.sub(r"[^0-9]", "", text))
    return None

def grid(rows):
    """The block of counts of a table: rows of equal width whose cells are counts or marks, from the right."""
    cells = [[cell(c) for c in r] for r in rows]
    width = max((len(r) for r in cells), default=0)
    cells = [r for r in cells if len(r) == width and sum(c is not None for c in r) >= 2]
    columns = [j for j in range(width) if cells and all(r[j] is not None for r in cells)]
    return [[r[j] for j in columns] for r in cells]

def adds(line, total):
    """Whether a line's total is the sum of its others, as far as the shown ones tell."""
    rest = [c for i, c in enumerate(line) if i != total]
    t = line[total]
    if t in ("small", "other"): return None
    known = sum(c for c in rest if isinstance(c, int))
    hidden = [c for c in rest if not isinstance(c, int)]
    return known == t if not hidden else (True if known + sum(1 if c == "small" else minimum for c in hidden) <= t else False)

def bounds(g, least=minimum):
    r, c = len(g), len(g[0])
    name = {}
    for i in range(r):
        for j in range(c):
            if not isinstance(g[i][j], int): name[(i, j)] = len(name)
    lines = [[(i, j) for j in range(c)] for i in range(r)] + [[(i, j) for i in range(r)] for j in range(c)]
    equations, right = [], []
    def total_of(kind):
        group = lines[:r] if kind == "row" else lines[r:]
        for at in (-1, 0):
            told = [adds([g[i][j] for i, j in l], at % len(l)) for l in group]
            if len(group[0]) > 2 and True in told and False not in told: return at
        return None
    for kind in ("row", "column"):
        at = total_of(kind)
        if at is None: continue
        for l in (lines[:r] if kind == "row" else lines[r:]):
            row, b = [0.0] * len(name), 0.0
            for n, (i, j) in enumerate(l):
                sign = -1 if n == at % len(l) else 1
                v = g[i][j]
                if isinstance(v, int): b -= sign * v
                else: row[name[(i, j)]] += sign
            if any(row): equations.append(row); right.append(b)
    box = [(1, minimum - 1) if g[i][j] == "small" else (least, 100000) for (i, j) in name]
    found = []
    for (i, j), k in name.items():
        ends = []
        for sign in (1, -1):
            weights = [0.0] * len(name); weights[k] = sign
            s = linprog(weights, A_eq=equations or None, b_eq=right or None, bounds=box, method="highs")
            if s.status != 0: return None, len(equations)
            ends.append(round(sign * s.fun, 6))
        found.append(((i, j), ends[0], ends[1]))
    return found, len(equations)

def tables():
    at = os.path.join(folder, "results/report.html")
    tree = html.fromstring(open(at, encoding="utf-8").read().encode())
    for n, t in enumerate(tree.xpath("//table")):
        yield f"report.html table {n + 1}", [[c.text_content() for c in tr.xpath("./th|./td")] for tr in t.xpath(".//tr")]
    for name in sorted(os.listdir(os.path.join(folder, "results/tables"))):
        if name.endswith(".md"):
            rows = []
            for line in open(os.path.join(folder, "results/tables", name), encoding="utf-8"):
                if line.startswith("|"): rows.append([c.strip().replace("\\*", "*").replace("\\<", "<").replace("&lt;", "<") for c in line.strip().strip("|").split("|")])
                elif rows: yield f"{name}: {rows[0][0]}", rows; rows = []
            if rows: yield f"{name}: {rows[0][0]}", rows

def main():
    hidden = fixed = seen = 0
    for name, rows in tables():
        g = grid(rows)
        if not g or not g[0] or all(isinstance(c, int) for r in g for c in r): continue
        seen += 1
        # the sum of what was left out of a register is hidden whatever its size
        account = rows[0][-1] in ("Grunde", "Reasons")
        found, equations = bounds(g, 1 if account else minimum)
        if found is None: print(f"{name}: the totals were not understood"); continue
        hidden += len(found)
        for (i, j), low, high in found:
            if high - low < 1: fixed += 1; print(f"FOLLOWS {name} row {i + 1} column {j + 1}: {low:g}")
        print(f"{name}: {len(g)} x {len(g[0])}, {len(found)} hidden, {equations} sums")
    path = os.path.join(folder, "results/effects.json")
    if os.path.exists(path):
        open_cells = shown = 0
        for c in json.load(open(path)).get("cells") or []:
            n, mean = c.get("n"), c.get("mean")
            if n is None or mean is None: hidden += 1; continue
            shown += 1
            k = round(n * mean)
            if abs(n * mean - k) < 1e-6 and any(1 <= x < minimum for x in (n, k, n - k)): open_cells += 1; print(f"SMALL effects.json {c}")
        fixed += open_cells
        print(f"effects.json: {shown} cells shown, {open_cells} of them small")
    print(f"{seen} tables with marks, {hidden} hidden counts, {fixed} follow or stand open")
    return 1 if fixed else 0

sys.exit(main())
