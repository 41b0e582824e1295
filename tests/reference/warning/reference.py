"""Reference values of an early warning, straight from the formulas: numpy and scipy only, one pupil a row, nothing collapsed."""
import csv, json, sys, math, numpy as np
from scipy import stats
LEVEL = .95
def expit(x): return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))
def logit(p): p = np.clip(p, 1e-12, 1 - 1e-12); return np.log(p / (1 - p))
def newton(X, y, offset=None):
    """Maximum likelihood of a logit; None where there is none."""
    o = np.zeros(len(y)) if offset is None else offset
    if len(y) == 0 or y.min() == y.max(): return None
    b = np.zeros(X.shape[1]); b[0] = 0 if offset is not None else math.log(y.mean() / (1 - y.mean()))
    ll = lambda b: float(np.sum(y * (X @ b + o) - np.logaddexp(0, X @ b + o))); v = ll(b)
    for _ in range(60):
        m = expit(X @ b + o); H = (X * (m * (1 - m))[:, None]).T @ X
        try: s = np.linalg.solve(H, X.T @ (y - m))
        except np.linalg.LinAlgError: return None
        k = 1.0
        while ll(b + k * s) < v - 1e-9 * (1 + abs(v)) and k > 1e-8: k /= 2
        b = b + k * s; v = ll(b)
        if np.max(np.abs(k * s) / (1 + np.abs(b))) <= 1e-12: break
    else: return None
    if np.max(np.abs(X @ b + o)) > 30: return None
    m = expit(X @ b + o); return b, np.linalg.inv((X * (m * (1 - m))[:, None]).T @ X), m
class Out:
    def __init__(s, run): s.run, s.rows = run, []
    def put(s, measure, method, term, variance, n, g, est, se=math.nan, df=math.nan, lo=math.nan, hi=math.nan, stat=math.nan, p=math.nan):
        s.rows.append((measure, method, term, variance, {"estimate": est, "std.error": se, "df": df, "conf.low": lo, "conf.high": hi, "statistic": stat, "p.value": p, "nobs": n, "n.clusters": g}))
    def t(s, measure, method, term, variance, n, g, est, se, df, scale, support=99):    # support: clusters behind the smaller side
        """Wald row; scale share (cut at 0 and 1), positive (limits on the logarithm), level, difference (tested)."""
        lo = hi = st = p = math.nan
        if not (se > 0) or support < 2: se = df = math.nan
        else:
            if support < 10: df = min(df, support - 1)
            q = stats.t.ppf(.5 + LEVEL / 2, df); lo, hi = est - q * se, est + q * se
            if scale == "share": lo, hi = max(lo, 0), min(hi, 1)
            if scale == "positive": lo, hi = (est * math.exp(-q * se / est), est * math.exp(q * se / est)) if est > 0 else (math.nan, math.nan)
            if scale == "difference": st = est / se; p = 2 * stats.t.sf(abs(st), df)
        s.put(measure, method, term, variance, n, g, est, se, df, lo, hi, st, p)
def auc_delong(s, y):
    e, o = s[y == 1], s[y == 0]; m, n = len(e), len(o)
    if m == 0 or n == 0: return math.nan, math.nan
    M = (e[:, None] > o[None, :]) + .5 * (e[:, None] == o[None, :]); V, W = M.mean(1), M.mean(0); a = V.mean()
    return a, (V.var(ddof=1) / m + W.var(ddof=1) / n) if m > 1 and n > 1 else math.nan
def pool(y, v):
    """Paule-Mandel, Hartung-Knapp with a factor not below 1 (which is then 1); for a new school the upper 75 % Q-profile limit of tau squared."""
    y, v = np.array(y), np.array(v); k = len(y)
    def Q(t): w = 1 / (v + t); return float(np.sum(w * (y - np.sum(w * y) / np.sum(w)) ** 2))
    def root(target):
        if Q(0.0) <= target: return 0.0
        lo, hi = 0.0, 1.0
        while Q(hi) > target: hi *= 2
        for _ in range(300):
            mid = (lo + hi) / 2
            if Q(mid) > target: lo = mid
            else: hi = mid
        return (lo + hi) / 2
    t, up = root(k - 1), root(float(stats.chi2.ppf(.25, k - 1))); w = 1 / (v + t)
    return dict(k=k, mu=float(np.sum(w * y) / np.sum(w)), se=float(np.sum(w)) ** -.5, tau2=t, Q=Q(0.0), new=math.sqrt(up + 1 / float(np.sum(1 / (v + up)))))
def put_pool(out, method, measure, prefix, short, ys, vs, n, back=lambda x: x):
    ok = len(ys) >= 3; name = lambda t: f"{prefix},{t}" if prefix else t
    if not ok:
        for t in ("pooled", "new-school"): out.put(measure, method, name(t), "random-effects", n, len(ys), math.nan)
        out.put("tau", method, short, "random-effects", n, len(ys), math.nan); return
    r = pool(ys, vs); q = stats.t.ppf(.5 + LEVEL / 2, r["k"] - 1)
    for t, s in (("pooled", r["se"]), ("new-school", r["new"])):
        out.put(measure, method, name(t), "random-effects", n, r["k"], back(r["mu"]), s, r["k"] - 1, back(r["mu"] - q * s), back(r["mu"] + q * s))
    out.put("tau", method, short, "random-effects", n, r["k"], math.sqrt(r["tau2"]), math.nan, r["k"] - 1, math.nan, math.nan, r["Q"], float(stats.chi2.sf(r["Q"], r["k"] - 1)))
def net_benefit(flag, y, pt): return flag * (y - pt / (1 - pt) * (1 - y))
def calls_of(cls, score, y, eligible, N):
    """Expected calls and dropouts reached in each class, N calls, highest score first, ties in random order."""
    C = cls.max() + 1; called, found = np.zeros(C), np.zeros(C)
    for c in range(C):
        left = float(N); i = np.where((cls == c) & eligible)[0]
        for s in sorted(set(np.round(score[i], 12)), reverse=True):
            j = i[np.round(score[i], 12) == s]; q = min(left, len(j)); called[c] += q; found[c] += y[j].sum() * q / len(j); left -= q
    return called, found
def num(x): return f"{float(x):.15g}"
def load(path): return list(csv.DictReader(open(path, encoding="utf-8")))
def cohort(path, cluster, days, time, event, landmark, horizon, covariates=(), cls=None, school=None):
    rows = [r for r in load(path) if r[days] != "" and r[time] != "" and float(r[time]) > landmark and all(r[c] != "" for c in covariates)]
    col = lambda c: np.array([float(r[c]) for r in rows]); code = lambda v: (lambda u: (np.array([u.index(x) for x in v]), u))(sorted(set(v)))
    d = dict(n=len(rows), y=np.array([float(r[event] == "1" and float(r[time]) <= horizon) for r in rows]), x=col(days), cov={c: col(c) for c in covariates}, rows=rows)
    d["cl"], d["cluster_names"] = code([r[cluster] for r in rows]); d["cls"], _ = code([(r[cluster], r[cls]) for r in rows]) if cls else (d["cl"], None)
    d["school"], d["schools"] = code([r[school] for r in rows]) if school else (None, None)
    return d
def subset(d, keep):
    e = dict(d); e["n"] = int(keep.sum())
    for k in ("y", "x", "cl", "cls", "school", "unit"):
        if d.get(k) is not None: e[k] = d[k][keep]
    e["cov"] = {c: v[keep] for c, v in d["cov"].items()}; e["rows"] = [r for r, k in zip(d["rows"], keep) if k]; e["group"] = d["group"][keep]; return e
def groups(d):
    """What is left out in turn (school; else cluster; else one of twenty folds) and what the jackknife deletes (school where three or more; else cluster or fold)."""
    G = len(d["cluster_names"]); fold = d["cl"] if G <= 50 else d["cl"] % 20; S = len(d["schools"]) if d["schools"] else 0
    d["group"] = d["school"] if S > 1 else fold; d["unit"] = d["school"] if S > 2 else fold
def left_out(d):
    X = np.column_stack([np.ones(d["n"]), d["x"], *d["cov"].values()]); p = np.full(d["n"], math.nan)
    for g in set(d["group"]):
        f = newton(X[d["group"] != g], d["y"][d["group"] != g])
        if f is not None: p[d["group"] == g] = expit(X[d["group"] == g] @ f[0])
    return p
def fixed(card):
    names = list(card); return lambda d: expit(np.column_stack([np.ones(d["n"])] + [d["x"] if t == "days" else d["cov"][t] for t in names[1:]]) @ np.array([card[t] for t in names]))
def estimates(d, predict, method, threshold, pts, calls, subgroups):
    """Every ratio of the page: {(measure, method, term): (value, scale, n, set of units behind the (smaller) denominator)}."""
    y, x, n, unit = d["y"], d["x"], d["n"], d["unit"]; one = np.ones(n); p = predict(d); J = np.isfinite(p); pj = np.where(J, p, -1.0); out = {}
    def ratio(a, b, w): B = float(np.sum(b)); return (float(np.sum(a)) / B if B > 0 else math.nan), len(set(w[b > 0]))
    def nb(key, z, keep): r, s = ratio(z[keep], one[keep], unit[keep]); out[key] = (r, "level", int(keep.sum()), s)
    every = np.ones(n, bool)
    for pt in pts:
        D, A, M = net_benefit(x >= threshold, y, pt), net_benefit(one, y, pt), net_benefit(pj >= pt, y, pt)
        for k in sorted({1, 2, 3, threshold}): nb(("net_benefit", "days", f"pt={pt},days>={k}"), net_benefit(x >= k, y, pt), every)
        nb(("net_benefit", "all", f"pt={pt}"), A, every); nb(("net_benefit", method, f"pt={pt}"), M, J)
        nb(("net_benefit_difference", "days", f"pt={pt},days>={threshold},against=all"), D - A, every)
        nb(("net_benefit_difference", method, f"pt={pt},against=all"), M - A, J); nb(("net_benefit_difference", method, f"pt={pt},against=days>={threshold}"), M - D, J)
    classes = sorted(set(d["cls"])); where = {c: i for i, c in enumerate(classes)}; cls = np.array([where[c] for c in d["cls"]]); u = np.array([unit[np.where(cls == c)[0][0]] for c in range(len(classes))]); E = np.bincount(cls, y); c1 = np.ones(len(classes))
    for N in calls:
        for meth, score, eligible in (("days", x, x >= threshold), (method, pj, J), ("random", one, every)):
            called, found = calls_of(cls, score, y, eligible, N)
            for m, t, a, b, sc in (("flagged", f"calls={N}", called, c1, "positive"), ("flagged", f"calls={N},dropouts", found, c1, "positive"), ("sensitivity", f"calls={N}", found, E, "share"), ("ppv", f"calls={N}", found, called, "share")):
                if meth != "random" or m == "sensitivity": r, s = ratio(a, b, u); out[(m, meth, t)] = (r, sc, n, s)
    f = (x >= threshold) * 1.0
    for g in subgroups:
        v = np.array([r[g] for r in d["rows"]]); levels = sorted(set(v))
        for m, a, b in (("sensitivity", f * y, y), ("specificity", (1 - f) * (1 - y), 1 - y), ("ppv", f * y, f)):
            for l in levels: r, s = ratio(a * (v == l), b * (v == l), unit); out[(m, "days", f"days>={threshold},{g}={l}")] = (r, "share", int((v == l).sum()), s)
            for l in levels[1:]:
                (r1, _, _, s1), (r0, _, _, s0) = (out[(m, "days", f"days>={threshold},{g}={k}")] for k in (l, levels[0])); out[(m + "_difference", "days", f"days>={threshold},{g}={l}")] = (r1 - r0, "difference", n, min(s1, s0))
        for l in levels: k = J & (v == l); r, s = ratio((y - pj)[k], one[k], unit[k]); out[("calibration", method, f"observed-expected,{g}={l}")] = (r, "level", int(k.sum()), s)
    return out
def warn_rows(out, d, predict, method, threshold, pts, calls, subgroups=()):
    full = estimates(d, predict, method, threshold, pts, calls, subgroups); units = sorted(set(d["unit"])); S = len(units)
    less = [estimates(subset(d, d["unit"] != u), predict, method, threshold, pts, calls, subgroups) for u in units]
    for key, (v, scale, n, support) in full.items():
        dev = [e[key][0] - v if key in e else math.nan for e in less]; se = math.sqrt((S - 1) / S * sum(q * q for q in dev)) if all(q == q for q in dev) else math.nan
        if se <= 1e-12 * max(1, abs(v)): se = math.nan
        out.t(*key, "jackknife", n, S, v, se, support - 1, scale, support)
def school_rows(out, d, p, method):
    y, x, cl = d["y"], d["x"], d["cl"]; J = np.isfinite(p); got = {}; q = stats.norm.ppf(.5 + LEVEL / 2)
    for s, name in enumerate(d["schools"]):
        for meth, score in (("days", x), (method, p)):
            k = (d["school"] == s) & (J if meth == method else True); g = len(set(cl[k])); a, v = auc_delong(score[k], y[k]); se = math.sqrt(v) if v > 0 else math.nan
            out.put("auc", meth, f"school={name}", "delong", int(k.sum()), g, a, se, math.inf if se > 0 else math.nan, max(0, a - q * se) if se > 0 else math.nan, min(1, a + q * se) if se > 0 else math.nan)
            if v > 0 and 0 < a < 1: got.setdefault(("auc", meth), []).append((math.log(a / (1 - a)), v / (a * (1 - a)) ** 2, int(k.sum())))
        k = (d["school"] == s) & J; lp = logit(p[k]); g = len(set(cl[k]))
        for what, f, j in (("in-the-large", newton(np.ones((k.sum(), 1)), y[k], lp), 0), ("slope", newton(np.column_stack([np.ones(k.sum()), lp]), y[k]) if k.any() and np.ptp(lp) > 0 else None, 1)):
            if f is None: out.put("calibration", method, f"{what},school={name}", "model", int(k.sum()), g, math.nan); continue
            b, se = f[0][j], math.sqrt(f[1][j, j]); out.put("calibration", method, f"{what},school={name}", "model", int(k.sum()), g, b, se, math.inf, b - q * se, b + q * se); got.setdefault((what, method), []).append((b, se ** 2, int(k.sum())))
    back = lambda t: float(expit(np.array(t)))
    for (what, meth), f in ((("auc", "days"), back), (("auc", method), back), (("in-the-large", method), lambda t: t), (("slope", method), lambda t: t)):
        z = got.get((what, meth), []); put_pool(out, meth, "auc" if what == "auc" else "calibration", "" if what == "auc" else what, what, [a for a, _, _ in z], [b for _, b, _ in z], sum(c for _, _, c in z), f)
def coefficients(out, d, X):
    f = newton(X, d["y"]); G = d["cl"].max() + 1
    if f is None: return None
    b, B, m = f; S = np.array([np.bincount(d["cl"], X[:, j] * (d["y"] - m), G) for j in range(X.shape[1])]).T; V = G / (G - 1) * B @ S.T @ S @ B
    names = ["(intercept)", "days", *d["cov"]]
    for j, t in enumerate(names): out.t("coefficient", "logit-adjusted", t, "cr1", d["n"], G, b[j], math.sqrt(V[j, j]), G - 1, "level")
    return dict(zip(names, b))
def late(out, d, threshold, q):
    e = d["x"] >= threshold; E, U, D1, D0 = e.sum(), (~e).sum(), d["y"][e].sum(), d["y"][~e].sum(); m = E * q / (1 - q); lo, hi = max(0, m - (U - D0)), min(m, D0)
    for t, k in (("lowest", lo), ("same-risk", min(max(m * D1 / E, lo), hi)), ("highest", hi)): out.put("risk_difference", "late-registered", f"late={q},{t}", "none", d["n"], d["cl"].max() + 1, (D1 + k) / (E + m) - (D0 - k) / (U - m) if m < U else math.nan)
def cr2(X, y, cl, c):
    """Bell-McCaffrey with Satterthwaite df, identity working model."""
    B = np.linalg.inv(X.T @ X); H = X @ B @ X.T; e = y - H @ y; G = cl.max() + 1; w = []; P = []
    for g in range(G):
        i = np.where(cl == g)[0]; d, Q = np.linalg.eigh(np.eye(len(i)) - H[np.ix_(i, i)]); A = (Q * np.where(d > 1e-10, np.maximum(d, 1e-300) ** -.5, 0)) @ Q.T; a = A @ X[i] @ B @ c
        w.append(a @ e[i]); p = -H[:, i] @ a; p[i] += a; P.append(p)
    P = np.array(P); M = P @ P.T; return c @ B @ X.T @ y, math.sqrt(np.sum(np.square(w))), np.trace(M) ** 2 / np.sum(M ** 2)
def claim(out, d, claimed):
    n, G = d["n"], d["cl"].max() + 1; e = (d["x"] >= d["threshold"]) * 1.0; one = np.ones(n); dose = np.minimum(np.floor(d["x"]), 3)
    levels = sorted(set(dose)); D = np.column_stack([(dose == l) * 1.0 for l in levels]); cd = np.zeros(len(levels)); cd[0], cd[levels.index(1)] = -1, 1
    for t, (b, se, df) in (("exposed", cr2(np.column_stack([one, e]), d["y"], d["cl"], np.array([0, 1.]))), ("dose=1", cr2(D, d["y"], d["cl"], cd)), ("dose-trend", cr2(np.column_stack([one, dose]), d["y"], d["cl"], np.array([0, 1.])))):
        out.t("claim_difference", "crude", t, "cr2", n, G, b - claimed, se, df, "difference")
    X = np.column_stack([one, e, *d["cov"].values()]); b, B, m = newton(X, d["y"]); S = np.array([np.bincount(d["cl"], X[:, j] * (d["y"] - m), G) for j in range(X.shape[1])]).T; V = G / (G - 1) * B @ S.T @ S @ B
    X1, X0 = X.copy(), X.copy(); X1[:, 1], X0[:, 1] = 1, 0; m1, m0 = expit(X1 @ b), expit(X0 @ b); g = (X1 * (m1 * (1 - m1))[:, None]).mean(0) - (X0 * (m0 * (1 - m0))[:, None]).mean(0)
    out.t("claim_difference", "g-computation", "exposed", "delta", n, G, m1.mean() - m0.mean() - claimed, math.sqrt(g @ V @ g), G - 1, "difference")
def guards(out, d, threshold):
    """What is left of the crude rows where few clusters or no variation stand behind one side."""
    y, cl, n = d["y"], d["cl"], d["n"]; G = cl.max() + 1; e = d["x"] >= threshold; s1, s0 = len(set(cl[e])), len(set(cl[~e])); flat = any(len(set(y[k])) < 2 for k in (e, ~e)); sup = 0 if flat else min(s1, s0)
    X = np.column_stack([np.ones(n), e * 1.0]); b, se, df = cr2(X, y, cl, np.array([0, 1.])); out.t("risk_difference", "crude", "exposed", "cr2", n, G, b, se, df, "difference", 99 if sup >= 2 else sup)
    B = np.linalg.inv(X.T @ X); r = y - X @ (B @ X.T @ y); u = np.array([np.bincount(cl, X[:, j] * r, G) for j in range(2)]).T @ B; out.t("risk_difference", "crude", "exposed", "cr1", n, G, b, math.sqrt(G / (G - 1) * (n - 1) / (n - 2) * np.sum(u[:, 1] ** 2)), G - 1, "difference", sup)
RUNS = {
 "main": dict(file="pupils.csv", cluster="programme", cls="class", school="school", covariates=["under20", "benefit"], subgroups=["under20", "benefit"], threshold=1, pts=[.1, .2, .3], calls=[1, 3, 5], claim=.1, late=.1),
 "classes": dict(file="pupils.csv", cluster="class", cls=None, school="school", covariates=[], subgroups=[], threshold=2, pts=[.15, .25], calls=[2], claim=None, late=.3),
 "no-school": dict(file="pupils.csv", cluster="programme", cls="class", school=None, covariates=["under20"], subgroups=["female"], threshold=1, pts=[.2], calls=[4], claim=None, late=None)}
def main(folder):
    sys.stdout = open(f"{folder}/expected.csv", "w"); print("run,measure,method,term,variance,column,value")
    def emit(o, only=None):
        for m, me, t, v, c in o.rows:
            if only and me != only: continue
            for k, x in c.items():
                if v == "none" and k not in ("estimate", "nobs", "n.clusters"): continue
                print(f'{o.run},{m},{me},"{t}",{v},{k},{"NA" if x is None or x != x else "Inf" if x == math.inf else num(x)}')
    for run, r in RUNS.items():
        d = cohort(f"{folder}/{r['file']}", r["cluster"], "days", "day", "event", 14, 140, r["covariates"], r["cls"], r["school"]); d["threshold"] = r["threshold"]; groups(d); o = Out(run); X = np.column_stack([np.ones(d["n"]), d["x"], *d["cov"].values()])
        warn_rows(o, d, left_out, "logit-adjusted", r["threshold"], r["pts"], r["calls"], r["subgroups"]); card = coefficients(o, d, X)
        if r["school"]: school_rows(o, d, left_out(d), "logit-adjusted")
        if r["claim"]: claim(o, d, r["claim"])
        if r["late"]: late(o, d, r["threshold"], r["late"])
        emit(o)
        if run == "main":
            nx = cohort(f"{folder}/next.csv", "programme", "days", "day", "event", 14, 140, r["covariates"], "class", "school"); groups(nx); o = Out("next"); predict = fixed(card); q = predict(nx)
            warn_rows(o, nx, predict, "scorecard", 1, [.1, .2, .3], [3], ["benefit"]); school_rows(o, nx, q, "scorecard"); a, v = auc_delong(q, nx["y"]); z = stats.norm.ppf(.5 + LEVEL / 2); o.put("auc", "scorecard", "auc", "delong", nx["n"], len(nx["cluster_names"]), a, math.sqrt(v), math.inf, a - z * math.sqrt(v), a + z * math.sqrt(v)); emit(o, "scorecard")
            json.dump({"scorecard": {"terms": [{"term": t, "coefficient": b} for t, b in card.items()]}}, open(f"{folder}/scorecard.json", "w"), indent=1)
    h = cohort(f"{folder}/hand.csv", "class", "days", "day", "event", 14, 140); groups(h); o = Out("hand"); warn_rows(o, h, lambda d: np.full(d["n"], .5), "x", 1, [.25], [2]); o.rows = [x for x in o.rows if x[1] != "x" and "against=days" not in x[2]]; emit(o)
    for f in ("few1", "few3", "few7", "all"): d = cohort(f"{folder}/{f}.csv", "class", "days", "day", "event", 14, 140); o = Out(f); guards(o, d, 1); emit(o)
if __name__ == "__main__": main(sys.argv[1])
