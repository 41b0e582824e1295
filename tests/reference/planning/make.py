#!/usr/bin/env python3
"""Data and expected values of the forecast and of planning: python3 make.py [SEED [FOLDER]] (needs numpy). All but the exact p was computed a second time in R, written
from the page alone in another way (lm within cells, whole-sample GLS, Sherman–Morrison for the optimiser): 593 values agree to 2e-14."""
import csv, itertools, math, os, random, sys
import numpy as np
SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 20270301
OUT = sys.argv[2] if len(sys.argv) > 2 else os.path.dirname(os.path.abspath(__file__))
rng = random.Random(SEED); expected = []
def put(data, method, term, quantity, value): expected.append((data, method, term, quantity, repr(float(value)) if not isinstance(value, str) else value))
def write(name, header, rows):
    os.makedirs(os.path.dirname(f"{OUT}/{name}"), exist_ok=True)
    with open(f"{OUT}/{name}", "w", newline="", encoding="utf-8") as f: w = csv.writer(f, lineterminator="\n"); w.writerow(header); w.writerows(rows)

# ---------------------------------------------------------------- §1 the forecast
def fit(rows, programmes, terms, L):
    """rows: (programme, term, n, k, (x or None,)*L). Unrounded level, centre, slopes, and what was found."""
    rows = [r for r in rows if r[0] in programmes and r[1] in terms and r[2] > 0]
    c = []
    for l in range(L):
        seen = [(r[2], r[4][l]) for r in rows if r[4][l] is not None]
        c.append(sum(n * x for n, x in seen) / sum(n for n, _ in seen) if seen else 0.0)
    z = [[0.0 if x is None else x - m for x, m in zip(r[4], c)] for r in rows]
    cell = {}
    for r, zz in zip(rows, z):
        a = cell.setdefault((r[0], r[1]), [0, 0, [0.0] * L]); a[0] += r[2]; a[1] += r[3]
        for l in range(L): a[2][l] += r[2] * zz[l]
    S = np.zeros((L, L)); s = np.zeros(L); whole = np.zeros(L)
    for r, zz in zip(rows, z):
        zz = np.array(zz); S += r[2] * np.outer(zz, zz); s += r[3] * zz; whole += r[2] * zz * zz
    for n, k, Z in cell.values(): Z = np.array(Z); S -= np.outer(Z, Z) / n; s -= k * Z / n
    q = sum(k - k * k / n for n, k, _ in cell.values()); d = sum(n - 1 for n, _, _ in cell.values())
    used, low = [], np.zeros((L, L))                       # Cholesky in the declared order, dropping what says nothing
    for l in range(L):
        if S[l, l] <= 1e-12 * whole[l]: continue
        for i, m in enumerate(used): low[l, m] = (S[l, m] - sum(low[l, o] * low[m, o] for o in used[:i])) / low[m, m]
        pivot = S[l, l] - sum(low[l, m] ** 2 for m in used)
        if pivot <= 1e-9 * S[l, l]: low[l, :] = 0; continue
        low[l, l] = math.sqrt(pivot); used.append(l)
    b = np.zeros(L)
    if used: b[used] = np.linalg.solve(S[np.ix_(used, used)], s[used])
    sigma2 = (q - float(b @ s)) / (d - len(used))
    r = {u: (k - float(b @ np.array(Z))) / n for u, (n, k, Z) in cell.items()}
    v = {u: sigma2 / cell[u][0] for u in cell}
    at = {h: [u for u in programmes if (u, h) in cell] for h in terms}
    m = {h: sum(r[u, h] for u in at[h]) / len(at[h]) for h in terms}
    e = {(u, h): r[u, h] - m[h] for u, h in cell}
    num = den = 0.0
    for h, i in itertools.combinations(terms, 2):
        both = [u for u in at[h] if u in at[i]]
        num += sum(e[u, h] * e[u, i] for u in both)
        den += len(both) * (1 - 1 / len(at[h]) - 1 / len(at[i]) + len(both) / (len(at[h]) * len(at[i])))
    tau2 = max(0.0, num / den)
    omega2 = (sum(x * x for x in e.values()) - sum((1 - 1 / len(at[h])) * v[u, h] for u, h in cell)) / sum(len(at[h]) - 1 for h in terms)
    gamma2 = max(0.0, omega2 - tau2)
    mean = sum(m.values()) / len(terms); level, weight = {}, {}
    for u in programmes:
        w = {h: 1 / (gamma2 + v[u, h]) for h in terms if (u, h) in cell}; W = sum(w.values())
        level[u] = mean + tau2 * sum(w[h] * e[u, h] for h in w) / (1 + tau2 * W); weight[u] = tau2 * W / (1 + tau2 * W)
    between = tau2 + gamma2
    found = dict(tau2=tau2, gamma2=gamma2, sigma2=sigma2, mean=sum(k for _, k, _ in cell.values()) / sum(n for n, _, _ in cell.values()), r2=1 - sigma2 / (q / d),
                 programmes=len({u for u, _ in cell}), terms=len(terms), pupils=sum(n for n, _, _ in cell.values()))
    if between + sigma2 > 0: found["icc"] = between / (between + sigma2)
    if between > 0: found["cac"] = tau2 / between
    return dict(level=level, weight=weight, centre=c, slopes=list(b), found=found, cell=cell)
def held_out(rows, programmes, terms, L):
    out = []; last = terms[-1]
    for j in range(1, len(terms) - 1):
        f = fit(rows, programmes, terms[:len(terms) - j], L); y, rho = [], []
        for u in programmes:
            mine = [r for r in rows if r[0] == u and r[1] == last and r[2] > 0]
            if not mine: continue
            n = sum(r[2] for r in mine); k = sum(r[3] for r in mine)
            ahead = sum(r[2] * sum(b * (x - c) for b, x, c in zip(f["slopes"], r[4], f["centre"]) if x is not None) for r in mine)
            y.append(k / n); rho.append((k - ahead) / n - f["level"][u])
        ss = lambda a: sum((x - sum(a) / len(a)) ** 2 for x in a)
        out.append((j, ss(rho) / ss(y)))
    return out
nine = lambda x: float(f"{x:.9f}") + 0.0
def report(data, rows, programmes, terms, names):
    f = fit(rows, programmes, terms, len(names))
    for u in sorted(programmes, key=str.encode): put(data, "forecast", u, "level", nine(f["level"][u])); put(data, "forecast", u, "weight", f["weight"][u])
    for l, name in enumerate(names): put(data, "forecast", name, "centre", nine(f["centre"][l])); put(data, "forecast", name, "slope", nine(f["slopes"][l]))
    for name, value in f["found"].items(): put(data, "forecast", "found", name, value)
    for j, ratio in held_out(rows, programmes, terms, len(names)): put(data, "forecast", f"ahead={j}", "held_out", ratio)
    return f

SCHOOLS = ["Nord", "Syd", "Øst"]
NAMES = ["tømrer", "smed", "kok", "frisør", "elektriker", "Ærø-kontor", "maler", "gartner", "mekaniker", "tandklinik", "Aa-vvs", "bager"]
def world(programmes, total, sd, cell): return {u: [min(.9, max(.05, .28 + a + rng.gauss(0, cell))) for _ in range(total)] for u in programmes for a in [rng.gauss(0, sd)]}
def pupils(p, n, link):
    """n pupils with (under20, female or None, benefit) and an outcome"""
    out = []
    for _ in range(n):
        x = [int(rng.random() < .45), int(rng.random() < .4), int(rng.random() < .15)]
        y = int(rng.random() < min(.97, max(.02, p + link[0] * (x[0] - .45) + link[1] * (x[1] - .4) + link[2] * (x[2] - .15)))); out.append((x, y))
    return out
def toml(title, terms, rollout, waves, extra, covariates=()):
    day = lambda t: {"F": ("01-11", "06-20"), "E": ("08-08", "12-20")}[t[-1]]
    period = lambda head, t: f'[[{head}.period]]\nid = "{t}"\nstart = {t[:4]}-{day(t)[0]}\nend = {t[:4]}-{day(t)[1]}\n'
    return (f'[study]\ntitle = "{title}"\nlanguage = "en"\n\n[frame]\nfile = "programmes.csv"\nid = "id"\nstratum = "school"\ncovariates = ["pupils"]\n\n[rollout]\ntransition = 0\n'
            + "".join(period("rollout", t) for t in rollout) + "".join(f'[[rollout.wave]]\nstarts = "{s}"\ncapacity = {c}\n' for s, c in waves)
            + '\n[lottery]\nsource = "dice"\n\n[[outcome]]\nname = "dropout"\nkind = "dropout"\nprimary = true\ntarget = -0.05\n\n[[outcome]]\nname = "completed"\nkind = "completed"\n\n'
            + "[forecast]\n" + extra + "".join(period("forecast", t) for t in terms)
            + '\n[analysis]\ndraws = 999\n\n[power]\nbaseline = 0.28\nicc = 0.02\ncac = 0.8\n')
T_HIST = ["2022F", "2022E", "2023F", "2023E", "2024F", "2024E"]; T_ROLL = ["2025F", "2025E", "2026F", "2026E", "2027F"]
WAVES = [("2025E", 4), ("2026F", 4), ("2026E", 4)]

# counts: patterns of covariates, gaps, a renamed programme, one without history, one outside the frame, unknown covariates
def counts_study():
    programmes = [f"{n}-{SCHOOLS[i % 3]}" for i, n in enumerate(NAMES)]; risk = world(programmes, 6, .07, .03); rows = []
    for i, u in enumerate(programmes):
        for h, t in enumerate(T_HIST):
            if i == 3 or (i == 5 and h < 3) or (i == 8 and h == 2): continue
            pattern = {}
            for x, y in pupils(risk[u][h], rng.randint(9, 34), (.10, -.04, .12)):
                key = (x[0], None if rng.random() < .06 else x[1]); a = pattern.setdefault(key, [0, 0]); a[0] += 1; a[1] += y
            name = "VVS gammel" if i == 10 and h < 4 else u
            rows += [(name, t, n, k, key) for key, (n, k) in pattern.items()]
    rows += [("nedlagt-Vest", t, 17, 5, (1, 0)) for t in T_HIST[:2]] + [(programmes[0], "2022F", 0, 0, (1, 1))]
    rng.shuffle(rows); write("counts/history.csv", ["programme", "period", "n", "k", "under20", "female"], [(u, t, n, k, a, "" if b is None else b) for u, t, n, k, (a, b) in rows])
    write("counts/programmes.csv", ["id", "school", "pupils"], [(u, SCHOOLS[i % 3], rng.randint(15, 30)) for i, u in enumerate(programmes)])
    open(f"{OUT}/counts/study.toml", "w", encoding="utf-8").write(toml("Counts", T_HIST, T_ROLL, WAVES, 'history = "history.csv"\ncovariates = ["under20", "female"]\nrenamed = { "VVS gammel" = "%s" }\n' % programmes[10]))
    report("counts", [({"VVS gammel": programmes[10]}.get(u, u), t, n, k, x) for u, t, n, k, x in rows], programmes, T_HIST, ["under20", "female"])
# equal cells without covariates, and one in which programmes do not differ
def plain(name, sd, cell, G=24, H=8, n=24):
    programmes = [f"p{i:02d}" for i in range(G)]; risk = world(programmes, H, sd, cell); rows = []
    for u in programmes:
        for h in range(H): rows.append((u, f"t{h + 1}", n, sum(rng.random() < risk[u][h] for _ in range(n)), ()))
    write(f"{name}.csv", ["programme", "period", "n", "k"], [r[:4] for r in rows]); report(name, rows, programmes, [f"t{h + 1}" for h in range(H)], [])
def alike():
    rows = [(f"p{i}", f"t{h + 1}", 20, k, ()) for i, ks in enumerate(((5, 9, 6), (9, 5, 8), (7, 7, 7), (6, 8, 8), (8, 6, 6))) for h, k in enumerate(ks)]   # no programme stays above another: τ² = 0
    write("alike.csv", ["programme", "period", "n", "k"], [r[:4] for r in rows]); report("alike", rows, [f"p{i}" for i in range(5)], ["t1", "t2", "t3"], [])
# registers: history and rollout terms in one delivery
def registers_study():
    programmes = [f"{n}-{SCHOOLS[i % 3]}" for i, n in enumerate(NAMES)]; risk = world(programmes, 11, .07, .025); enrol, back, hist, roll = [], [], [], []; number = 0
    first = lambda t: f"{t[:4]}-{'01-15' if t[-1] == 'F' else '08-12'}"; last = lambda t: f"{t[:4]}-{'06-10' if t[-1] == 'F' else '12-15'}"
    for i, u in enumerate(programmes):
        for h, t in enumerate(T_HIST + T_ROLL):
            if i == 7 and h < 2: continue
            for x, y in pupils(risk[u][h], rng.randint(8, 22), (.10, -.04, .15)):
                number += 1; who = f"e{number:05d}"; under, female, benefit = x
                birth = f"{int(t[:4]) - (18 if under else 23)}-03-{1 + number % 28:02d}"
                known = rng.random() >= .04
                end = f"{t[:4]}-{'03-20' if t[-1] == 'F' else '10-10'}" if y else last(t)
                enrol.append((who, u, first(t), end, "dropout" if y else "completed"))
                back.append((who, birth if known else "", "female" if female else "male", benefit))
                (hist if h < 6 else roll).append((u, t, who, y, (under if known else None, benefit)))
                if y and rng.random() < .08 and h + 2 < 11:                      # comes back a year later: counts where first enrolled
                    later = (T_HIST + T_ROLL)[h + 2]; enrol.append((who, programmes[(i + 1) % 12], first(later), last(later), "completed"))
                    if h < 6 <= h + 2: age = int(later[:4]) - int(birth[:4]) if birth and known else None; roll.append((programmes[(i + 1) % 12], later, who, 0, (None if age is None else int(age - (later[-1] == "F") < 20), benefit)))
    enrol.sort(key=lambda r: (r[2], r[0])); write("registers/registers/enrolments.csv", ["pupil", "programme", "start", "end", "exit_code"], enrol); write("registers/registers/background.csv", ["pupil", "birth_date", "sex", "benefit"], back)
    write("registers/programmes.csv", ["id", "school", "pupils"], [(u, SCHOOLS[i % 3], rng.randint(12, 20)) for i, u in enumerate(programmes)])
    text = toml("Registers", T_HIST, T_ROLL, WAVES, 'covariates = ["under20", "benefit"]\n').replace("[analysis]", "".join(f'[registers.{r}]\nfile = "registers/{r}.csv"\npseudonymised = true\n' + ("extracted = 2027-12-31\n" if r == "enrolments" else "") + "\n" for r in ("enrolments", "background")) + "[analysis]")
    open(f"{OUT}/registers/study.toml", "w", encoding="utf-8").write(text)
    pattern = {}
    for u, t, _, y, x in hist: a = pattern.setdefault((u, t, x), [0, 0]); a[0] += 1; a[1] += y
    rows = [(u, t, n, k, x) for (u, t, x), (n, k) in pattern.items()]
    order = lambda r: (r[0].encode(), T_HIST.index(r[1]), tuple((x is None, x or 0) for x in r[4]))
    rows.sort(key=order); write("registers/expected-history.csv", ["programme", "period", "n", "k", "under20", "benefit"], [(u, t, n, k, *("" if x is None else x for x in xs)) for u, t, n, k, xs in rows])
    f = report("registers", rows, programmes, T_HIST, ["under20", "benefit"]); c = [nine(x) for x in f["centre"]]; b = [nine(x) for x in f["slopes"]]
    for u in programmes:
        for t in T_ROLL:
            mine = [r for r in roll if r[0] == u and r[1] == t]; n = len(mine)
            if not n: continue
            X = [sum(m if r[4][l] is None else r[4][l] for r in mine) for l, m in enumerate(c)]
            put("registers", "expected", f"{u}|{t}", "n", n); put("registers", "expected", f"{u}|{t}", "k", sum(r[3] for r in mine))
            put("registers", "expected", f"{u}|{t}", "expected", n * nine(f["level"][u]) + sum(bb * (x - n * m) for bb, x, m in zip(b, X, c)))

# ---------------------------------------------------------------- estimators on y − offset
def contrast(starts, sizes, T, estimand):
    """A_θ, A_0 (cohort × period), methods.md; starts from 0, ascending"""
    last = starts[-1]; G = len(starts); cells = [(g, t) for g in range(G) for t in range(starts[g], T) if t < last]
    if estimand == "simple": w = {c: sizes[c[0]] for c in cells}
    elif estimand == "cohort": count = {g: sum(c[0] == g for c in cells) for g in range(G)}; w = {c: sizes[c[0]] / count[c[0]] for c in cells}
    else: by = {t: sum(sizes[g] for g, s in cells if s == t) for _, t in cells}; w = {c: sizes[c[0]] / by[c[1]] for c in cells}
    total = sum(w.values()); A = np.zeros((2, G, T))
    for g, t in cells:
        controls = [o for o in range(G) if starts[o] > t]; N = sum(sizes[o] for o in controls)
        for m, at in ((0, t), (1, starts[g] - 1)):
            if at < 0: continue
            A[m, g, at] += w[g, t] / total
            for o in controls: A[m, o, at] -= w[g, t] / total * sizes[o] / N
    return A
def cohort_fit(Y, of, starts, T, method, estimand):
    sizes = [of.count(g) for g in range(len(starts))]; A = contrast(starts, sizes, T, estimand); est = np.zeros(2); V = np.zeros((2, 2))
    for g, N in enumerate(sizes):
        D = Y[[i for i, o in enumerate(of) if o == g]] @ A[:, g, :].T; est += D.mean(0); V += np.atleast_2d(np.cov(D.T)) / N
    beta = {"difference-in-means": 0.0, "callaway-santanna": 1.0}.get(method)
    if beta is None: beta = V[0, 1] / V[1, 1] if V[1, 1] > 0 else 1.0; beta = min(1.0, max(0.0, beta)) if min(sizes) < 4 else beta
    return est[0] - beta * est[1], math.sqrt(V[0, 0] - 2 * beta * V[0, 1] + beta * beta * V[1, 1]), beta
def within_period(Y, start, T):
    num = den = 0.0
    for t in range(T):
        on = [Y[i][t] for i in range(len(Y)) if start[i] <= t]; off = [Y[i][t] for i in range(len(Y)) if start[i] > t]
        if not on or not off or len(on) + len(off) < 3: continue
        m1, m0 = sum(on) / len(on), sum(off) / len(off); v = (sum((x - m1) ** 2 for x in on) + sum((x - m0) ** 2 for x in off)) / (len(on) + len(off) - 2) * (1 / len(on) + 1 / len(off))
        num += (m1 - m0) / v; den += 1 / v
    return num / den
def orders(left, N):
    if not left: yield (); return
    for g in sorted(set(left)):
        rest = list(left); rest.remove(g)
        for tail in orders(rest, N): yield (g,) + tail
def offset_table(name, sizes, first, T, enumerate_all):
    starts = list(first); of = [g for g, c in enumerate(sizes) for _ in range(c)]; N = len(of); rng.shuffle(of); rows, Y, F = [], np.zeros((N, T)), np.zeros((N, T))
    for i in range(N):
        a = rng.gauss(0, .06); f = .28 + .8 * a + rng.gauss(0, .01)
        for t in range(T):
            n = rng.randint(12, 30); p = min(.95, max(.03, .28 + a + rng.gauss(0, .025) - (.05 if t >= starts[of[i]] else 0))); k = sum(rng.random() < p for _ in range(n))
            off = round(f + rng.gauss(0, .015), 6); rows.append((f"u{i + 1:02d}", t + 1, starts[of[i]] + 1 if starts[of[i]] < T else "inf", n, k, off)); Y[i, t] = k / n; F[i, t] = off
    write(f"{name}.csv", ["unit", "period", "start", "n", "k", "offset"], rows)
    for what, Z in (("none", Y), ("offset", Y - F)):
        for method in ("roth-santanna", "difference-in-means", "callaway-santanna"):
            for estimand in ("simple", "cohort", "calendar"):
                e, se, beta = cohort_fit(Z, of, starts, T, method, estimand)
                for q, v in (("estimate", e), ("std.error", se), ("beta", beta)): put(name, f"{what}:{method}", estimand, q, v)
        start = [starts[g] for g in of]; put(name, f"{what}:within-period", "simple", "estimate", within_period(Z, start, T))
        if enumerate_all:                                   # exact tests: every arrangement, b/R
            for method in ("roth-santanna", "within-period"):
                stat = lambda o: abs(within_period(Z, [starts[g] for g in o], T)) if method == "within-period" else abs((lambda r: r[0] / r[1])(cohort_fit(Z, list(o), starts, T, method, "simple")))
                t0 = stat(of); every = [stat(o) for o in orders(sorted(of), N)]; put(name, f"{what}:{method}", "simple", "p.value", sum(t >= t0 - 1e-10 for t in every) / len(every)); put(name, f"{what}:{method}", "simple", "arrangements", len(every))

# ---------------------------------------------------------------- §2, §3 closed forms
def blocks(starts, T, n, icc, cac, lags, H=0, r2=0.0, decay=None):
    """D'V⁻¹D of one lot for each start (period from 1), H untreated periods before; columns: periods, then the effect or the lags 0..T−min(starts)"""
    P = H + T; i = np.arange(P); V = np.diag(np.full(P, (1 - icc) * (1 - r2) / n))
    V = V + (icc * cac * np.ones((P, P)) + icc * (1 - cac) * np.eye(P) if decay is None else icc * decay ** abs(i[:, None] - i))
    K = T - min(starts) + 1 if lags else 1; out = []
    for s in starts:
        D = np.zeros((P, P + K)); D[:, :P] = np.eye(P)
        for t in range(s, T + 1): D[H + t - 1, P + (t - s if lags else 0)] = 1
        out.append(D.T @ np.linalg.solve(V, D))
    return out, P, K
def variance(starts, caps, T, n, icc, cac, average=None, **k):
    """immediate, or the mean of the lags 0..average"""
    B, P, K = blocks(starts, T, n, icc, cac, average is not None, **k); M = sum(c * b for c, b in zip(caps, B)); w = np.zeros(P + K)
    if average is None: w[P] = 1
    else: w[P:P + average + 1] = 1 / (average + 1)
    return float(w @ np.linalg.solve(M, w))
def power_cases():
    for name, caps, before, after, n, icc, cac, H, r2, decay in (("a", [4] * 6, 1, 1, 24, .02, .8, 8, 0, None), ("b", [4] * 6, 1, 1, 24, .02, .8, 8, .1, None), ("c", [5, 5, 5, 5, 5, 6], 1, 0, 24, .02, .8, 4, 0, None), ("d", [3, 2, 4], 2, 1, 15.5, .05, .6, 3, .2, None), ("e", [2, 2, 2], 1, 0, 20, .05, 1, 5, 0, .9)):
        T = before + len(caps) + after; starts = [before + 1 + i for i in range(len(caps))]
        put(f"power-{name}", "closed form", f"--sequences {','.join(map(str, caps))} --before {before} --after {after} --size {n} --sd 1 --icc {icc} {'--cac %s' % cac if decay is None else '--decay %s' % decay} --history {H} --r2 {r2}", "flags", 0)
        for which, avg in (("immediate", None), ("exposure-average", T - starts[0])): put(f"power-{name}", "closed form", which, "variance", variance(starts, caps, T, n, icc, cac, avg, H=H, r2=r2, decay=decay))
def designs(N, S, least, most):
    if S == 1:
        if N == 0 or least <= N <= most: yield (N,)
        return
    for c in [0, *range(least, min(most, N) + 1)]:
        for rest in designs(N - c, S - 1, least, most): yield (c, *rest)
def table_of(N, T, terms, last, first, least, most, n, scenarios, kinds, K, H, r2):
    """every design that uses the first `terms` terms and starts by `last`: capacities by start, and variances by criterion"""
    starts = list(range(first, last + 1)); C = np.array([c for c in designs(N, len(starts), least, most) if sum(x > 0 for x in c) > 1], float).reshape(-1, max(1, len(starts))); V = []
    if not len(C): return starts, C, np.zeros((0, 0))
    for kind in kinds:
        for icc, cac in scenarios:
            v = np.full(len(C), np.inf); B, P, W = blocks(starts, terms, n, icc, cac, kind != "immediate", H=H, r2=r2); B = np.array(B)
            earliest = (C > 0).argmax(1)
            for a in set(earliest):
                mine = np.where(earliest == a)[0]; lags = terms - starts[a] + 1; keep = P + (lags if kind != "immediate" else 1)
                if kind != "immediate" and K + 1 > lags: continue
                w = np.zeros(keep); w[P:P + (K + 1 if kind != "immediate" else 1)] = 1 / (K + 1) if kind != "immediate" else 1
                for part in np.array_split(mine, max(1, len(mine) // 20000)):
                    M = np.tensordot(C[part], B[:, :keep, :keep], 1); v[part] = np.linalg.solve(M, np.broadcast_to(w, (len(part), keep))[..., None])[..., 0] @ w
            V.append(v)
    return starts, C, np.array(V)
def optimise(name, N, T, n, scenarios, kinds=("immediate", "exposure-average"), K=2, first=2, last=None, least=2, most=None, H=0, r2=0.0):
    last = last or T; most = most or N; best = None; rows = []
    starts, C, V = table_of(N, T, T, last, first, least, most, n, scenarios, kinds, K, H, r2); top = V.min(1); put(name, "optimise", "count", "designs", len(C))
    flags = f"--lots {N} --terms {T} --size {n} --sd 1 --least {least} --most {most} --first {first} --last {last} --estimand {'both' if len(kinds) == 2 else kinds[0]} --lags 0..{K} --history {H} --r2 {r2}" + (f" --icc {scenarios[0][0]} --cac {scenarios[0][1]}" if len(scenarios) == 1 else "")
    put(name, "optimise", flags, "flags", 0)
    for terms in range(2, T + 1):
        for by in range(first, min(last, terms) + 1):
            s, c, v = (starts, C, V) if (terms, by) == (T, last) else table_of(N, T, terms, by, first, least, most, n, scenarios, kinds, K, H, r2)
            if not len(c) or not np.isfinite(v).all(0).any(): continue
            eff = (top[:, None] / v).min(0); wait = c @ (np.array(s) - 1) / N
            pick = min((k for k in np.where(eff >= eff.max() - 1e-9)[0]), key=lambda k: (round(wait[k], 9), tuple(-c[k])))
            used = [(a, int(x)) for a, x in zip(s, c[pick]) if x]; rows.append((terms, used[-1][0], eff[pick], wait[pick], used, v[:, pick]))
    keep = [r for k, r in enumerate(rows) if not any((o[0] <= r[0] and o[1] <= r[1] and o[2] >= r[2] - 1e-9) and (o[0] < r[0] or o[1] < r[1] or o[2] > r[2] + 1e-9 or j < k) for j, o in enumerate(rows) if j != k)]
    keep.sort(key=lambda r: (-r[0], -r[1])); top_row = max(keep, key=lambda r: r[2]); keep.remove(top_row); keep.insert(0, top_row)
    for k, (terms, _, eff, wait, used, v) in enumerate(keep):
        term = f"{terms}: " + " ".join(str(a) for a, _ in used) + ": " + " ".join(str(x) for _, x in used); put(name, "optimise", term, "rank", k); put(name, "optimise", term, "efficiency", eff); put(name, "optimise", term, "waiting", wait)
        for i, kind in enumerate(kinds): put(name, "optimise", term, f"variance {kind}", v[i * len(scenarios):(i + 1) * len(scenarios)].max())
GRID = [(i, c) for i in (.01, .02, .05) for c in (.6, .8, 1.0)]

if __name__ == "__main__":
    counts_study(); plain("equal", .06, .02); alike(); registers_study()
    offset_table("offset24", [4] * 6, range(1, 7), 8, False); offset_table("offset8", [3, 3, 2], (1, 2, 3), 4, True)
    power_cases()
    optimise("ends", 10, 5, 9.8, [(.02, 1)], ("immediate",), least=1); optimise("both", 12, 6, 24, [(.02, .8)]); optimise("limits", 12, 6, 24, [(.02, .8)], last=5, most=4, H=4, r2=.1, K=1)
    optimise("grid", 14, 6, 20, GRID)
    with open(f"{OUT}/expected.csv", "w", newline="", encoding="utf-8") as f: w = csv.writer(f, lineterminator="\n"); w.writerow(["data", "method", "term", "quantity", "value"]); w.writerows(expected)
