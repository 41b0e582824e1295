"""Lets verbs race: two at once, a hundred times a pair, and looks at what is left.

    races.py LODTRIN STUDY [--rounds 100] [--pairs draw+draw,lock+ingest]

STUDY: a folder with study.toml, programmes.csv, registers/ and key (see talk/disturbed.rs). Each of draw, lock, ingest and
effect runs against itself and against each other, with choices of its own (other dice, another title); a third process
looks with `status`. After each race: at least one of two equal verbs won, nobody crashed, whoever lost says why
(exit 2), there is one lottery (`verify` says yes, or there is a lock without a schedule and no dice), nothing unfinished
remains, and the losers' commands, run again, end like in a quiet place. Exit 1 where anything is wrong.
"""
import argparse, itertools, json, os, random, shutil, subprocess, sys, tempfile, time

p = argparse.ArgumentParser()
p.add_argument("program"); p.add_argument("study"); p.add_argument("--rounds", type=int, default=100)
p.add_argument("--pairs", default=""); p.add_argument("--seed", type=int, default=1)
a = p.parse_args()
program, origin, chance = os.path.abspath(a.program), os.path.abspath(a.study), random.Random(a.seed)
home = tempfile.mkdtemp(prefix="races-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
environment = {**os.environ, "NO_COLOR": "1", "RAYON_NUM_THREADS": "1"}

def start(folder, words):
    return subprocess.Popen([program, *words], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

def ended(process):
    out, err = process.communicate()
    return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

def run(folder, words): return ended(start(folder, words))

def must(folder, words):
    code, out, err = run(folder, words)
    if code: sys.exit(f"{words} ends with {code}\n{out}{err}")
    return folder

def copied(of, name):
    to = os.path.join(home, name)
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(of, to)
    return to

def dice(seed):
    throw = lambda s: "".join(random.Random(s).choices("123456", k=25))
    return ["--dice", f"anna={throw(seed)}", "--dice", f"bo={throw(seed + 1)}"]

KEY = os.path.join(origin, "key")
VERBS = {
    "lock": lambda n: ["lock", ".", "--allow", "few,pair"],
    "draw": lambda n: ["draw", ".", *dice(n)],
    "ingest": lambda n: ["ingest", ".", "--key-file", KEY],
    "effect": lambda n: ["effect", "."],
}
# what stands before a verb can do anything
STATES = {"lock": 0, "draw": 1, "ingest": 2, "effect": 3}

def states():
    made = [origin]
    for verb in ["lock", "draw", "ingest"]:
        made.append(must(copied(made[-1], f"state-{len(made)}"), VERBS[verb](1)))
    return made

def unfinished(folder):
    return [os.path.join(at, n) for at, folders, names in os.walk(folder) for n in names + folders if n.startswith(".lodtrin-tmp") or n.startswith(".lodtrin-") and n != ".lodtrin.lock"]

def race(pair, n, before, state):
    folder = copied(before, "race")
    if "lock" in pair and n % 2 and state < 3:
        # the protocol is saved in between, as by an editor
        text = open(os.path.join(folder, "study.toml"), encoding="utf-8").read()
        edited = text.replace('title = "', f'title = "{n} ', 1)
    else: edited = None
    words = [VERBS[v](1000 * n + 10 * i) for i, v in enumerate(pair)]
    runs = []
    for w in words:
        runs.append(start(folder, w))
        if chance.random() < 0.5: time.sleep(chance.random() * 0.03)
        if edited and len(runs) == 1:
            with open(os.path.join(folder, "tmp.toml"), "w", encoding="utf-8") as f: f.write(edited)
            os.rename(os.path.join(folder, "tmp.toml"), os.path.join(folder, "study.toml"))
    looks = start(folder, ["status", ".", "--format", "json"])
    ends = [ended(r) for r in runs]
    seen = ended(looks)
    faults = []
    for w, (code, _, err) in zip(words, ends):
        if code not in (0, 2) or "panicked" in err: faults.append(f"{w[0]}: exit {code}: {err[:300]}")
        if code == 2 and "[" not in err: faults.append(f"{w[0]}: no code: {err[:300]}")
    if seen[0] not in (0, 2): faults.append(f"status: exit {seen[0]}: {seen[2][:200]}")
    if pair[0] == pair[1] and all(code for code, _, _ in ends): faults.append(f"nobody won: {ends[0][2][:200]} / {ends[1][2][:200]}")
    left = unfinished(folder)
    if left and not any(code for code, _, _ in ends): faults.append(f"left: {left[:3]}")
    lottery = os.path.join(folder, "lottery")
    drawn = os.path.exists(os.path.join(lottery, "schedule.tsv"))
    if os.path.exists(os.path.join(lottery, "lock.txt")):
        code, out, err = run(folder, ["verify", ".", "--format", "json"])
        verdicts = {v["check"]: v["holds"] for v in json.loads(out).get("verdicts", [])} if out.startswith("{") else {}
        wrong = [c for c, holds in verdicts.items() if holds is False]
        if not verdicts or wrong: faults.append(f"verify: exit {code} {wrong} {err[:300]}")
        if drawn:
            # the dice that stand are those of one of the two who drew (or of the state before)
            stands = open(os.path.join(lottery, "dice.txt")).read()
            own = [w[3].split("=")[1] for w in words if w[0] == "draw"]
            if state > 1: own.append(dice(1)[1].split("=")[1])
            if sum(d in stands for d in own) != 1: faults.append(f"dice of {sum(d in stands for d in own)}: {stands} {own}")
        winners = [w for w, e in zip(words, ends) if w[0] == "draw" and e[0] == 0]
        if len(winners) > 1: faults.append("two drew")
    if len([1 for w, e in zip(words, ends) if w[0] == "lock" and e[0] == 0]) > 1: faults.append("two locked")
    # run again, one after the other: they do what they would have done, or say that all is done
    for w, (code, _, _) in zip(words, ends):
        c, o, e = run(folder, w)
        if w[0] in ("ingest", "effect") and c and STATES[w[0]] <= state: faults.append(f"{w[0]} again: exit {c}: {e[:200]}")
        if c not in (0, 2): faults.append(f"{w[0]} again: exit {c}")
    if unfinished(folder): faults.append(f"left after all: {unfinished(folder)[:3]}")
    for c in [run(folder, ["status", ".", "--format", "json"])]:
        if c[0]: faults.append(f"status after: exit {c[0]}: {c[2][:200]}")
    if any(e[0] == 0 for w, e in zip(words, ends) if w[0] in ("ingest", "effect")):
        code, out, err = run(folder, ["verify", ".", "--format", "json"])
        wrong = [v["check"] for v in json.loads(out)["verdicts"] if v["holds"] is False] if out.startswith("{") else ["?"]
        if wrong: faults.append(f"in the end: {wrong}")
    return sum(e[0] == 0 for e in ends), faults

def main():
    made, total, wrong = states(), 0, 0
    pairs = list(itertools.combinations_with_replacement(STATES, 2))
    if a.pairs: pairs = [tuple(x.split("+")) for x in a.pairs.split(",")]
    for pair in pairs:
        # the state in which the later of the two works, so that the earlier one disturbs it; lock and draw from the first
        states_of = sorted({STATES[v] for v in pair})
        both, none, here = 0, 0, 0
        for n in range(a.rounds):
            order = pair if n % 2 == 0 else pair[::-1]
            state = states_of[n // 2 % len(states_of)]
            won, faults = race(order, n, made[state], state)
            both += won == 2; none += won == 0; here += bool(faults); total += 1
            for fault in faults: print(f"{'+'.join(order)} round {n}: {fault}", flush=True)
        wrong += here
        print(f"{'+'.join(pair)}: {a.rounds} races, {both} both went through, {none} neither, {here} wrong", flush=True)
    print(f"{total} races, {wrong} wrong")
    shutil.rmtree(home, ignore_errors=True)
    return 1 if wrong else 0

sys.exit(main())
