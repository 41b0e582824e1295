#!/usr/bin/env python3
"""The order of events of a lottery: one draw, amendments in a chain, codes before looks. Python's standard library only.

    python3 verify_the_order.py FOLDER       a study, or the folder that holds lock.txt

`verify_the_draw.py` calls it. Nothing is known here but what the folder shows: no evidence of time, nobody's consent. Exit
0 holds, 1 not, 2 for the reader to judge or missing.
"""
import calendar, hashlib, re, sys, time, tomllib
from pathlib import Path

def sha(data): return hashlib.sha256(data).hexdigest()
def fail(what): raise AssertionError(what)
GENESIS, PERIOD, APART, FIRST = 1692803367, 3, 28800, "0" * 64
HEX, NUM, DAY, TEXT = "[0-9a-f]{64}", "(?:0|[1-9][0-9]*)", r"\d{4}-\d\d-\d\d", ".+"
def lines(data):
    text = data.decode()
    if not text.endswith("\n") or "\r" in text or text.startswith("\ufeff"): fail("a file is not canonical text")
    return text[:-1].split("\n")
# 1. A lock: every line has its place; one that is not known is refused.
LOCK = [("kind", "first|replaces|extends", 1), ("prev", HEX, 1), ("title", TEXT, 1), (None, "", 9999), ("joint", HEX, 0), ("plan", HEX, 1),
        ("source", f"dice|drand:{HEX}", 1), ("round", NUM, 1), ("override", "[a-z0-9:-]+", 99), ("contributions", NUM, 1),
        ("contribution", f"[a-z0-9-]{{1,32}}:{HEX}", 9999), ("due", DAY + r"T\d\d:\d\d:\d\dZ", 0), ("throws", NUM, 0), ("thrower", "[^=]+", 9999),
        ("fallback", NUM, 3), ("announced", HEX, 0), ("ground", "frame|order|outage|fault", 0), ("document", HEX, 0)]
FILES = re.compile(rf"(frame|members|design|chances)(:[a-z0-9-]{{1,32}})?={HEX}")
class Lock:
    def __init__(self, data):
        rest, self.digest, self.one, self.many = lines(data), sha(data), {}, {}
        if rest.pop(0) not in ("lodtrin-1 lock", "lodtrin-1 rehearsal"): fail("lock.txt does not begin as it must")
        for key, form, most in LOCK:
            found = []
            while rest and (FILES.fullmatch(rest[0]) if key is None else rest[0].startswith(key + "=")) and len(found) < max(most, 1):
                found.append(rest.pop(0) if key is None else rest.pop(0).split("=", 1)[1])
                if key and not re.fullmatch(form, found[-1]): fail(f"the lock's `{key}` has a value that it may not have")
            if most == 1 and not found: fail(f"the lock has no `{key}`")
            self.many[key], self.one[key] = found, found[0] if found else None
        if rest: fail(f"the lock has a line that is not known here: {rest[0]!r}; a newer version may have written it")
        self.dice, self.round, self.kind = self.one["source"] == "dice", int(self.one["round"]), self.one["kind"]
        self.fallback = [int(f) for f in self.many["fallback"]]
        if (self.kind == "first") != (self.one["prev"] == FIRST) or self.dice != (self.round == 0): fail("kind and prev, or source and round, do not go together")
        if int(self.one["contributions"]) != len(self.many["contribution"]): fail("the lock says another number of contributions")
        if (self.fallback and self.dice) or ((self.one["due"] or self.one["throws"] or self.many["thrower"]) and not self.dice): fail("the lock has a line of another source")
        if any(b < a + APART for a, b in zip([self.round] + self.fallback, self.fallback)): fail("a fallback round is too near the one before")
        if bool(self.one["ground"]) != bool(self.one["document"]) or self.one["ground"] and self.kind != "replaces": fail("a ground stands where it may not")
# 2. Amendments: each names the file before it.
KINDS = {"replaces": [("lock", HEX)], "withdraw": [("lot", TEXT)], "late": [("addendum", "[1-9][0-9]*"), ("lock", HEX)], "coding": [("registers", HEX)],
         "deviation": [("key", TEXT), ("from", TEXT), ("to", TEXT), ("look", f"none|{HEX}")], "fallback": [("round", "[1-9][0-9]*")]}
def amendments(folder, before):
    found = []
    while (file := folder / f"amend-{len(found) + 1:03d}.txt").is_file():
        data = file.read_bytes()
        own = dict(l.split("=", 1) for l in lines(data)[1:] if "=" in l)
        want = [("prev", HEX), ("date", DAY), ("kind", "|".join(KINDS)), *KINDS.get(own.get("kind"), []), ("reason", TEXT), ("amendment", HEX)]
        given = lines(data)[1:]
        if lines(data)[0] != "lodtrin-1 amendment" or len(given) != len(want): fail(f"{file.name} is no amendment that is known here")
        if not all(re.fullmatch(f"{key}=({form})", line) for line, (key, form) in zip(given, want)): fail(f"{file.name} has a line that it may not have")
        if own["amendment"] != sha(data[:data.rindex(b"amendment=")]) or own["prev"] != before: fail(f"{file.name} does not hold its own digest, or not that of the one before")
        if own["kind"] == "coding":
            beside = file.with_suffix(".toml").read_bytes()
            if sha(beside) != own["registers"]: fail(f"{file.name} names another file of registers")
            if set(tomllib.loads(beside.decode())) - {"registers"}: fail(f"{file.name} declares more than registers")
        before = own["file"] = sha(data)
        found.append(own)
    return found
# 3. Were lots drawn once? The rules of `lodtrin verify`, without evidence of time.
def day_of(round_): return time.strftime("%Y-%m-%d", time.gmtime(GENESIS + PERIOD * (round_ - 1)))
def once(folder, lock, changes):
    states, root = [], folder
    while lock.kind == "replaces":
        past = root / "past" / lock.one["prev"]
        if not (past / "lock.txt").is_file(): return states + [(lock.one["prev"], "missing")]
        if lock.one["document"] and (paper := folder / "documents" / lock.one["document"]).is_file() and sha(paper.read_bytes()) != lock.one["document"]: fail("a document is not the locked one")
        old = Lock((past / "lock.txt").read_bytes())
        if old.digest != lock.one["prev"] or old.digest in [d for d, _ in states]: fail("a replaced lock is another one")
        if old.dice: state = "spent" if (past / "dice.txt").exists() or (past / "receipt.json").exists() else "in-time"
        elif not lock.dice and lock.round <= old.round: state = "in-time"
        else:
            day = next((a["date"] for a in changes if a["kind"] == "replaces"), "")
            state = "spent" if day > day_of(old.round) else "not-shown"
        states.append((old.digest, "ground" if state == "spent" and lock.one["ground"] else state))
        folder, lock = past, old
        changes = amendments(past, old.digest)
    return states
# 4. Codes before looks.
def late_codes(folder, lock, changes):
    coding = [k for k, a in enumerate(changes) if a["kind"] == "coding"]
    if not (folder / "look.txt").is_file(): return
    data = (folder / "look.txt").read_bytes()
    look, heads = dict(l.split("=", 1) for l in lines(data)[1:]), [lock.digest] + [a["file"] for a in changes]
    if lines(data)[0] != "lodtrin-1 look" or list(look) != ["lock", "head", "data", "verb", "look"] or look["verb"] not in ("effect", "absence", "bridge"): fail("look.txt is no record of a look")
    if look["look"] != sha(data[:data.rindex(b"look=")]) or look["lock"] != lock.digest or look["head"] not in heads: fail("look.txt does not hold, or belongs to another chain")
    if any(k + 1 > heads.index(look["head"]) for k in coding): fail("codes were locked after somebody had looked at an effect")
def order(folder, drawn=None):
    """Checks the order of events; returns what is left for the reader to judge. `drawn` is the beacon's round that was drawn."""
    lock = Lock((folder / "lock.txt").read_bytes())
    changes = amendments(folder, lock.digest)
    late_codes(folder, lock, changes)
    open_, states = [], once(folder, lock, changes)
    for digest, state in states:
        if state == "spent": fail(f"lots were drawn more than once: {digest} was replaced after its outcome could be known, and no ground is locked")
        if state != "in-time": open_.append(f"the replaced lock {digest}: {state}")
    if drawn is not None and drawn in lock.fallback:
        if not any(a["kind"] == "fallback" and int(a["round"]) == drawn for a in changes): fail("a fallback round was drawn, and no amendment says why")
        open_.append(f"round {drawn} is a fallback: fetch round {lock.round} from any node; if it is there, this draw is void")
    return open_

if __name__ == "__main__":
    if len(sys.argv) != 2: print(__doc__); sys.exit(2)
    place = Path(sys.argv[1]) / "lottery" if (Path(sys.argv[1]) / "lottery").is_dir() else Path(sys.argv[1])
    try: left = order(place)
    except OSError as e: print(f"{place}: cannot be read: {e}"); sys.exit(2)
    except Exception as e: print(f"{place}: does NOT hold: {type(e).__name__}: {e}"); sys.exit(1)
    print("\n".join(left) or f"{place}: the order of events holds")
    sys.exit(2 if left else 0)
