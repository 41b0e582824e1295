"""Verify a lottery of several interventions that joint rules tie together; called by verify_the_draw.py.

Each intervention draws by itself, under keys made with K(s, "joint", J) in place of the seed s, for J = 0, 1, 2, …; the first
J whose schedules meet the rules of joint.txt together is the draw. Replays and published chances are made in the same way.
"""
import itertools
from pathlib import Path
from verify_the_draw import D, K, Lottery, b8, fail, lines, pairs, sha

class Rules:
    def __init__(self, data, lotteries):
        entries = pairs(data, ["lodtrin-1 joint"])
        one = dict(entries)
        terms = dict(v.split(":") for k, v in entries if k == "starts")
        if list(terms) != [name for name, _ in lotteries]: fail("joint.txt names other interventions")
        self.terms = [[int(t) for t in terms[name].split(",")] for name, _ in lotteries]
        self.stratum = lotteries[0][1].stratum
        if any((l.ids, l.stratum) != (lotteries[0][1].ids, self.stratum) for _, l in lotteries): fail("other lots")
        number = lambda key: None if one[key] == "none" else int(one[key])
        self.separate, self.max_tries = one["separate_starts"] == "yes", int(one["max_tries"])
        self.at_once, self.run_terms, self.school = number("at_once"), number("run_terms"), number("school_starts")
    def hold(self, schedules):
        school = {}
        for i, stratum in enumerate(self.stratum):
            starts = [terms[waves[i] - 1] for terms, waves in zip(self.terms, schedules)]
            if self.separate and len(set(starts)) < len(starts): return False
            for t in range(1, max(starts) + 1):
                running = sum(s <= t and (self.run_terms is None or t - s < self.run_terms) for s in starts)
                if self.at_once is not None and running > self.at_once: return False
            for s in starts: school[stratum, s] = school.get((stratum, s), 0) + 1
        return self.school is None or max(school.values()) <= self.school

def first(rules, lotteries, key):
    """The first joint candidate: `key(J, name)` is the key under which an intervention draws."""
    for J in range(rules.max_tries):
        draws = [lottery.draw(key(J, name)) for name, lottery in lotteries]
        if rules.hold([waves for _, _, waves in draws]): return J, draws
    fail("no joint candidate meets the rules")

def verify(folder, bound, receipt, seed, rehearsal):
    read = lambda name: (folder / name).read_bytes()
    lotteries, C, chances = [], {}, {}
    for name in sorted(k[6:] for k in bound if k.startswith("frame:")):
        files = {f: read(Path(name) / f"{f}.{e}") for f, e in (("frame", "tsv"), ("members", "tsv"), ("design", "txt"), ("chances", "tsv"))}
        for f, data in files.items():
            if sha(data).hex() != bound[f"{f}:{name}"]: fail(f"{f}:{name} is not the file in the lock")
        lottery = Lottery(files["frame"], files["design"])
        C[name] = D(b"calibrate", sha(files["frame"]), sha(lottery.open_design), name.encode())
        if lottery.keep:
            scores = sorted(lottery.score(w) for w in (lottery.candidate(C[name], j) for j in range(10000)) if lottery.feasible(w))
            rank = -(-lottery.keep[0] * len(scores) // lottery.keep[1])
            if len(scores) < 1000 or lottery.threshold != scores[rank - 1]: fail("the threshold is not the derived one")
        lotteries.append((name, lottery))
        chances[name] = files["chances"]
    if sha(read("joint.txt")).hex() != bound["joint"]: fail("joint.txt is not the file in the lock")
    rules = Rules(read("joint.txt"), lotteries)
    counts = {name: [[0] * lottery.W for _ in lottery.ids] for name, lottery in lotteries}
    for r in range(1, 10001):
        key = lambda J, name: K(K(C[name], b"joint", b8(J)), b"replay", b8(r))
        for (name, _), (_, _, waves) in zip(lotteries, first(rules, lotteries, key)[1]):
            for row, w in zip(counts[name], waves): row[w - 1] += 1
    for name, lottery in lotteries:
        rows = [["id"] + [str(w + 1) for w in range(lottery.W)]] + [[i] + [str(m) for m in row] for i, row in zip(lottery.ids, counts[name])]
        if "".join("\t".join(row) + "\n" for row in rows).encode() != chances[name]: fail(f"the chances of {name} are not the derived ones")
    J, draws = first(rules, lotteries, lambda J, name: K(K(seed, b"joint", b8(J)), b"intervention", name.encode()))
    if receipt["joint"] != J: fail("the receipt says another joint candidate")
    for (name, lottery), (j, score, waves) in zip(lotteries, draws):
        schedule = "id\twave\n" + "".join(f"{i}\t{w}\n" for i, w in zip(lottery.ids, waves))
        if schedule.encode() != read(Path(name) / "schedule.tsv"): fail(f"the schedule of {name} is not the one that the seed gives")
        said_so = receipt["try"][name], receipt["score"][name], receipt["schedule"][name]
        if said_so != (j, score, sha(schedule.encode()).hex()): fail("the receipt says another try, score or schedule")
    print(f"{folder}: holds{', and is a REHEARSAL, no draw' if rehearsal else ''}; {len(lotteries)} interventions drawn together, joint candidate {J}")
    return int(rehearsal)
