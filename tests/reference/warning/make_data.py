"""Synthetic pupils for an early warning: schools, programmes, classes, days absent in the first 14 days, dropout. numpy, fixed seed."""
import sys, csv, numpy as np
def expit(x): return 1 / (1 + np.exp(-x))
def pupils(seed, schools, quiet_school=True):
    g = np.random.default_rng(seed); rows = []; n = 0
    for s in range(schools):
        name = f"S{s+1}"; a = g.normal(0, .25); b = g.normal(0, .12)
        quiet = quiet_school and s == schools - 1           # a small school where nobody drops out after day 14
        for p in range(1 if quiet else int(g.integers(3, 5))):
            u = g.normal(0, .2)
            for c in range(1 if quiet else int(g.integers(2, 4))):
                v = g.normal(0, .15); size = 8 if quiet else (4 if g.random() < .08 else int(g.integers(18, 29)))
                for _ in range(size):
                    n += 1
                    under = int(g.random() < .6); female = int(g.random() < .3); ben = int(g.random() < .2)
                    days = int(min(g.poisson(np.exp(-1.0 + .25 * under + .35 * ben + g.normal(0, .8))), 9))
                    pr = expit(-1.75 + a + u + v + (.42 + b) * min(days, 4) + .25 * under + .45 * ben - .1 * female)
                    r = g.random(); early = g.random() < .03; move = g.random() < .03
                    if quiet: day, event = 140, 0
                    elif r < pr: day, event = (int(g.integers(1, 15)), 1) if early else (int(g.integers(15, 141)), 1)
                    elif move: day, event = int(g.integers(15, 141)), 2
                    else: day, event = 140, 0
                    d = "" if (g.random() < .004 and not quiet) else days
                    rows.append([n, name, f"{name}P{p+1}", f"{name}P{p+1}C{c+1}", under, female, ben, d, day, event])
    return rows
HEAD = "pupil,school,programme,class,under20,female,benefit,days,day,event".split(",")
def few(seed, exposed_clusters, everyone=False):
    """10 classes of 30; exposed pupils (6 a class) in so many classes only; everyone: all exposed drop out."""
    g = np.random.default_rng(seed); rows = []; n = 0
    for c in range(10):
        v = g.normal(0, .3)
        for i in range(30):
            n += 1; x = int(c < exposed_clusters and i < 6); y = int(g.random() < expit(-1.2 + v + .5 * x)) if not (everyone and x) else 1
            rows.append([n, f"k{c:02d}", x, int(g.integers(15, 140)) if y else 140, y])
    return rows
def write(path, head, rows):
    with open(path, "w", newline="") as f: w = csv.writer(f, lineterminator="\n"); w.writerow(head); w.writerows(rows)
if __name__ == "__main__":
    out, seed, schools = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    write(f"{out}/pupils.csv", HEAD, pupils(seed, schools)); write(f"{out}/next.csv", HEAD, pupils(seed + 1, schools - 2, False))
    for name, k, all_ in (("few1", 1, 0), ("few3", 3, 0), ("few7", 7, 0), ("all", 6, 1)): write(f"{out}/{name}.csv", "pupil,class,days,day,event".split(","), few(seed + 10 + k, k, all_))
    # by hand: three classes, ties, one class smaller than the calls
    hand = [("A",3,1),("A",1,1),("A",1,0),("A",1,0),("A",0,1),("A",0,0),("B",2,1),("B",2,0),("B",1,1),("B",0,0),("B",0,0),("C",1,0),("C",0,0)]
    write(f"{out}/hand.csv", "class,days,day,event".split(","), [(c, d, 30 if y else 140, y) for c, d, y in hand])
