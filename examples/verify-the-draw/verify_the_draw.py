#!/usr/bin/env python3
"""Verify a lottery of the kind lodtrin-1 with nothing but Python's standard library.

    python3 verify_the_draw.py FOLDER        a study, or the folder that holds lock.txt

It checks that the frozen files are the ones in the lock and computes everything anew: threshold and chances, seed,
tickets, the first acceptable candidate, its score, the schedule; `verify_the_beacon.py` beside it checks the beacon's
signature, `verify_the_order.py` whether lots were drawn once and codes came before looks. Round and randomness are
printed, to compare with https://api.drand.sh. Exit 0 holds, 1 not, 2 missing or for the reader to judge.
"""
import hashlib, hmac, itertools, json, math, sys
from pathlib import Path

# 1. Four primitives: length-prefixed bytes, a tagged hash, a keyed hash, a fair number below n.
def enc(*parts): return b"".join(len(p).to_bytes(4, "big") + p for p in parts)
def b8(n): return n.to_bytes(8, "big")
def sha(data): return hashlib.sha256(data).digest()
def D(tag, *parts): return sha(enc(b"lodtrin-1", tag, *parts))
def K(key, tag, *parts): return hmac.digest(key, enc(b"lodtrin-1", tag, *parts), "sha256")
def U(key, n, tag, *parts):
    for c in itertools.count():
        x = int.from_bytes(K(key, tag, *parts, b8(c))[:8], "big")
        if x < 2**64 - 2**64 % n: return x % n
# 2. The frozen files.
def fail(what): raise AssertionError(what)
def lines(data):
    text = data.decode()
    if not text.endswith("\n") or "\r" in text or text.startswith("\ufeff"): fail("a file is not canonical text")
    return text[:-1].split("\n")
def pairs(data, title):
    if lines(data)[0] not in title: fail(f"a file does not begin with {title[0]!r}")
    return [tuple(line.split("=", 1)) for line in lines(data)[1:]]
class Lottery:
    def __init__(self, frame, design):
        header, *rows = [line.split("\t") for line in lines(frame)]
        self.ids = [r[0] for r in rows]
        if [i.encode() for i in self.ids] != sorted({i.encode() for i in self.ids}): fail("the frame is not in order")
        self.stratum = [r[1] for r in rows]
        self.window = [(int(r[2]), int(r[3])) for r in rows]
        self.values = {name: [int(r[4 + k]) for r in rows] for k, name in enumerate(header[4:])}
        entries = pairs(design, ["lodtrin-1 design"])
        one, each = dict(entries), lambda key: [value for k, value in entries if k == key]
        self.capacity = [int(c) for c in one["capacity"].split(",")]
        self.N, self.W, self.lcm = len(rows), len(self.capacity), math.lcm(*self.capacity)
        if sum(self.capacity) != self.N or self.W != int(one["waves"]): fail("capacities do not fit the frame")
        self.stratified = one["stratify"] == "stratum"
        at = {lot: i for i, lot in enumerate(self.ids)}
        self.apart = [[at[i] for i in v.split("\t")] for v in each("apart")]
        self.before = [[at[i] for i in v.split("\t")] for v in each("before")]
        self.limit = [(self.values[v.split(":")[0]], [int(m) for m in v.split(":")[1].split(",")]) for v in each("limit")]
        self.balance = [(self.values[n], int(w), kind) for n, w, kind in (v.split(":") for v in each("balance"))]
        self.keep = None if one["keep"] == "none" else [int(x) for x in one["keep"].split("/")]
        self.threshold, self.max_tries = None if one["threshold"] == "none" else int(one["threshold"]), int(one["max_tries"])
        self.open_design = b"".join(b"threshold=none\n" if l.startswith("threshold=") else l.encode() + b"\n" for l in lines(design))
    # 3. Candidate j: everybody draws a ticket; the lowest tickets take the first places.
    def candidate(self, key, j):
        ticket = {i: (K(key, b"ticket", b8(j), lot.encode()), lot.encode()) for i, lot in enumerate(self.ids)}
        waves = [0] * self.N
        if not self.stratified:
            places = (w + 1 for w in range(self.W) for _ in range(self.capacity[w]))
            for i, place in zip(sorted(ticket, key=ticket.get), places): waves[i] = place
            return waves
        rank = {s: (K(key, b"stratum", b8(j), s.encode()), s.encode()) for s in set(self.stratum)}
        P = sorted(ticket, key=lambda i: (rank[self.stratum[i]], ticket[i]))
        order = sorted(range(1, self.W + 1), key=lambda w: K(key, b"wave", b8(j), b8(w)))
        slots = sorted(((2 * self.W * a + 2 * i + 1) * (self.lcm // self.capacity[w - 1]), i, w)
                       for i, w in enumerate(order) for a in range(self.capacity[w - 1]))
        r = U(key, self.N, b"offset", b8(j))
        for k, i in enumerate(P): waves[i] = slots[(k + r) % self.N][2]
        return waves
    # 4. The rules that a schedule must meet, and its score.
    def sums(self, x, waves):
        return [sum(value for value, v in zip(x, waves) if v == w + 1) for w in range(self.W)]
    def feasible(self, waves):
        return (all(first <= w <= last for (first, last), w in zip(self.window, waves))
                and all(len({waves[i] for i in lots}) == len(lots) for lots in self.apart)
                and all(waves[a] < waves[b] for a, b in self.before)
                and all(s <= m for x, most in self.limit for s, m in zip(self.sums(x, waves), most)))
    def score(self, waves):
        N, lcm, sw, total = self.N, self.lcm, sum(waves), 0
        Vw = N * sum(w * w for w in waves) - sw**2
        for x, weight, kind in self.balance:
            T = sum(x)
            V = N * sum(v * v for v in x) - T**2
            if kind == "wave" and V > 0:
                apart = sum((N * s - c * T) ** 2 * (lcm // c) for s, c in zip(self.sums(x, waves), self.capacity))
                total += weight * 10**6 * apart // (lcm * V)
            if kind == "trend" and V * Vw > 0:
                total += weight * 10**6 * N * (N * sum(v * w for v, w in zip(x, waves)) - T * sw) ** 2 // (V * Vw)
        return total
    # 5. The draw is the first acceptable candidate; the calibration shows what the draw could give.
    def draw(self, key):
        for j in range(self.max_tries):
            waves = self.candidate(key, j)
            if self.feasible(waves) and (self.threshold is None or self.score(waves) <= self.threshold):
                return j, self.score(waves), waves
        fail("no candidate is acceptable")
    def calibrate(self, frame, name):
        C = D(b"calibrate", sha(frame), sha(self.open_design), *[name.encode()][:len(name)])
        if self.keep:
            scores = sorted(self.score(w) for w in (self.candidate(C, j) for j in range(10000)) if self.feasible(w))
            rank = -(-self.keep[0] * len(scores) // self.keep[1])
            if len(scores) < 1000 or self.threshold != scores[rank - 1]: fail("the threshold is not the derived one")
        counts = [[0] * self.W for _ in self.ids]
        for r in range(1, 10001):
            for row, w in zip(counts, self.draw(K(C, b"replay", b8(r)))[2]): row[w - 1] += 1
        rows = [["id"] + [str(w + 1) for w in range(self.W)]] + [[i] + [str(m) for m in row] for i, row in zip(self.ids, counts)]
        return "".join("\t".join(row) + "\n" for row in rows).encode()
def verify(folder):
    read = lambda name: (folder / name).read_bytes()
    lock, receipt = read("lock.txt"), json.loads(read("receipt.json"))
    entries, L = pairs(lock, ["lodtrin-1 lock", "lodtrin-1 rehearsal"]), sha(lock)
    bound, once = dict(entries), [k for k, _ in entries if k not in ("override", "contribution", "thrower", "fallback")]
    if len(once) != len(set(once)): fail("a key of the lock is repeated")
    if sha(read("plan.toml")).hex() != bound["plan"] or receipt["lock"] != L.hex(): fail("plan or receipt is not the lock's")
    contributions = [bytes.fromhex(c) for c in receipt["contributions"]]
    if [D(b"commit", c).hex() for c in contributions] != [v.split(":")[1] for k, v in entries if k == "contribution"]:
        fail("a contribution is not the committed one")
    rehearsal, drawn = lock.startswith(b"lodtrin-1 rehearsal\n"), None
    practice = (folder / "practice.txt").exists()
    beacon, said = (read("dice.txt"), "dice") if bound["source"] == "dice" and not practice else (None, "")
    if practice:
        beacon, said = read("practice.txt"), "practice randomness"
        if not rehearsal or beacon != f"practice={D(b'practice', L).hex()}\n".encode(): fail("practice randomness stands where it may not, or is another lock's")
    elif beacon is None:
        b = json.loads(read("beacon.json"))
        beacon, said = sha(bytes.fromhex(b["signature"])), f"round {b['round']}, randomness {b['randomness']}"
        drawn = b["round"]
        if str(drawn) not in [v for k, v in entries if k in ("round", "fallback")] or b["randomness"] != beacon.hex(): fail("the beacon is another round")
        if not __import__("verify_the_beacon").holds(b["round"], bytes.fromhex(b["signature"])): fail("the beacon's signature is not quicknet's")
    else:
        thrown, names = [l.split("=", 1) for l in lines(beacon)], [v for k, v in entries if k == "thrower"]
        if names != sorted(set(names), key=str.encode) or names and names != [n for n, _ in thrown]: fail("others threw the dice than the lock names")
        if len(thrown) < 2 or [n for n, _ in thrown] != sorted({n for n, _ in thrown}, key=str.encode): fail("the dice are not of two or more people in order")
        least, most = (int(bound["throws"]),) * 2 if "throws" in bound else (25, 25 if names else 10**9)
        if any(set(d) - set("123456") or not least <= len(d) <= most for _, d in thrown): fail("somebody threw more or less often than the lock says")
    left = __import__("verify_the_order").order(folder, drawn)
    seed = D(b"rehearsal" if rehearsal else b"seed", L, beacon, *contributions)
    if (receipt["beacon"], receipt["seed"]) != (beacon.hex(), seed.hex()): fail("the receipt says another beacon or seed")
    if "joint" in bound: return told(folder, left) or __import__("verify_together").verify(folder, bound, receipt, seed, rehearsal)
    for name in sorted(k[6:] for k in bound if k.startswith("frame:")) or [""]:
        of = f":{name}" if name else ""
        files = {f: read(Path(name) / f"{f}.{e}") for f, e in (("frame", "tsv"), ("members", "tsv"), ("design", "txt"), ("chances", "tsv"))}
        for f, data in files.items():
            if sha(data).hex() != bound[f + of]: fail(f"{f}{of} is not the file in the lock")
        lottery = Lottery(files["frame"], files["design"])
        if lottery.calibrate(files["frame"], name) != files["chances"]: fail("the chances are not the derived ones")
        j, score, waves = lottery.draw(K(seed, b"intervention", name.encode()) if name else seed)
        schedule = "id\twave\n" + "".join(f"{i}\t{w}\n" for i, w in zip(lottery.ids, waves))
        of_name = lambda key: receipt[key][name] if name else receipt[key]
        if schedule.encode() != read(Path(name) / "schedule.tsv"): fail("the schedule is not the one that the seed gives")
        said_so = of_name("try"), of_name("score"), of_name("schedule")
        if said_so != (j, score, sha(schedule.encode()).hex()): fail("the receipt says another try, score or schedule")
    print(f"{folder}: holds{', and is a REHEARSAL, no draw' if rehearsal else ''}; lock {L.hex()}; {said}")
    return 1 if rehearsal else told(folder, left)
def told(folder, left):
    for line in left: print(f"{folder}: for you to judge: {line}")
    return 2 if left else 0

if __name__ == "__main__":
    if len(sys.argv) < 2: print(__doc__)
    found = set() if len(sys.argv) > 1 else {2}
    for arg in sys.argv[1:]:
        folder = Path(arg) / "lottery" if (Path(arg) / "lottery").is_dir() else Path(arg)
        try: found.add(verify(folder))
        except OSError as e: print(f"{folder}: cannot be read: {e}"); found.add(2)
        except Exception as e: print(f"{folder}: does NOT hold: {type(e).__name__}: {e}"); found.add(1)
    sys.exit(1 if 1 in found else 2 if 2 in found else 0)
