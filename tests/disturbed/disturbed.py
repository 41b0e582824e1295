"""Disturbs every verb that writes, at every system call that changes a file, and looks at what is left.

    disturbed.py LODTRIN STUDY [--mode kill|full] [--verbs a,b] [--most N]

STUDY: a folder with study.toml, programmes.csv, registers/ and key (see talk/disturbed.rs). `kill` ends the run with
SIGKILL before its n-th such call, `full` lets that call and all like it fail as on a full disk. After either, `status`
must understand what is left (exit 0), the same command again must end like an undisturbed run, or refuse because all
is done, and no unfinished file may remain. strace does it, not a failing layer of our own: it stands outside the
program, so it also sees what crates write. Prints one line a fault and a sum a verb; exit 1 where anything is wrong.
"""
import argparse, concurrent.futures, json, os, shutil, subprocess, sys, tempfile

KILL = "write,pwrite64,rename,renameat,renameat2,mkdir,mkdirat,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,ftruncate,fsync,fdatasync"
FULL = "write,pwrite64,mkdir,mkdirat,link,linkat,symlink,symlinkat"
DICE = ["--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543216"]
OTHER = ["--dice", "anna=1111111111111111111111111", "--dice", "bo=2222222222222222222222222"]

p = argparse.ArgumentParser()
p.add_argument("program"); p.add_argument("study")
p.add_argument("--mode", default="kill"); p.add_argument("--verbs", default=""); p.add_argument("--most", type=int, default=0)
a = p.parse_args()
program, origin = os.path.abspath(a.program), os.path.abspath(a.study)
home = tempfile.mkdtemp(prefix="disturbed-")
environment = {**os.environ, "TMPDIR": os.path.join(home, "tmp"), "RAYON_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "NO_COLOR": "1"}
os.mkdir(environment["TMPDIR"])

def run(folder, words, wrap=()):
    out = subprocess.run([*wrap, program, *words], cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL)
    return out.returncode, out.stdout.decode(errors="replace"), out.stderr.decode(errors="replace")

def tree(folder):
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders: found[os.path.relpath(os.path.join(at, name), folder)] = None
        for name in names:
            if name != ".lodtrin.lock": found[os.path.relpath(os.path.join(at, name), folder)] = open(os.path.join(at, name), "rb").read()
    # a folder made for nothing is nothing
    return {k: v for k, v in found.items() if v is not None or any(o.startswith(k + "/") for o in found)}

def made(name, start, *commands):
    to = os.path.join(home, name)
    shutil.copytree(start, to)
    for words in commands:
        code, out, err = run(to, words)
        if code: sys.exit(f"{name}: {words} ends with {code}\n{out}{err}")
    return to

def edited(start, name, file, old, new):
    to = os.path.join(home, name)
    shutil.copytree(start, to)
    text = open(os.path.join(to, file), encoding="utf-8").read()
    assert old in text, (file, old)
    open(os.path.join(to, file), "w", encoding="utf-8").write(text.replace(old, new, 1))
    return to

def prepared(name):
    """A state of the study, made when it is first asked for."""
    if name not in ready: ready[name] = STATES[name]()
    return ready[name]

def with_lists(folder):
    open(os.path.join(folder, "late.csv"), "w", encoding="utf-8").write("id;school;pupils;rate\nodense-ny;odense;20;0,3\nålborg-ny;ålborg;25;0,31\n")
    open(os.path.join(folder, "ruling.txt"), "w").write("the list was wrong\n")
    return folder

def without_registers(folder):
    shutil.rmtree(os.path.join(folder, "registers"))
    return folder

def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

def answered(folder):
    """A stamp of the lock and the root that leads to it, by an authority made here."""
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"]
    at = os.path.join(home, "authority")
    os.mkdir(at)
    open(os.path.join(at, "serial"), "w").write("01\n")
    open(os.path.join(at, "cnf"), "w").write("[own]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3\ndigests = sha256\ness_cert_id_alg = sha256\n[ext]\nextendedKeyUsage = critical,timeStamping\n")
    openssl(at, "req", "-x509", "-days", "30", "-subj", "/CN=Root", "-out", "root.pem", *ec, "root.key")
    openssl(at, "req", "-subj", "/CN=Stamps", "-out", "csr", *ec, "key")
    openssl(at, "x509", "-req", "-in", "csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "20", "-extfile", "cnf", "-extensions", "ext", "-out", "pem")
    run(folder, ["witness", "request", "."])
    query = os.path.join(folder, "lottery", "witness", "lock.txt.tsq")
    openssl(at, "ts", "-reply", "-config", "cnf", "-section", "own", "-queryfile", query, "-signer", "pem", "-inkey", "key", "-out", os.path.join(folder, "answer.tsr"))
    shutil.copy(os.path.join(at, "root.pem"), folder)
    return folder

ready = {}
ALLOW = ["--allow", "few,pair"]
DAY = ["--date", "2026-03-01"]
KEY = os.path.join(origin, "key")
STATES = {
    "fresh": lambda: origin,
    "locked": lambda: made("locked", origin, ["lock", ".", *ALLOW]),
    "drawn": lambda: with_lists(made("drawn", prepared("locked"), ["draw", ".", *DICE])),
    "answered": lambda: answered(made("answered", prepared("locked"))),
    "bare": lambda: without_registers(made("bare", prepared("drawn"))),
    "late": lambda: made("late", prepared("drawn"), ["amend", "late", "late.csv", ".", "--reason", "signed late", "--starts", "2023F,2023E", *DAY]),
    "coded": lambda: edited(prepared("drawn"), "coded", "study.toml", 'unlawful = ["U"]', 'unlawful = ["U", "X"]'),
    "shorter": lambda: edited(prepared("drawn"), "shorter", "study.toml", "draws = 199", "draws = 99"),
    "ingested": lambda: made("ingested", prepared("drawn"), ["ingest", ".", "--key-file", KEY]),
    "estimated": lambda: made("estimated", prepared("ingested"), ["balance", "."], ["effect", "."], ["absence", "."]),
    "reported": lambda: made("reported", prepared("estimated"), ["report", "."]),
    "objected": lambda: edited(origin, "objected", "study.toml", 'source = "dice"', 'source = "dice"\nobjections = 2999-01-01T12:00:00Z'),
    "announced": lambda: made("announced", prepared("objected"), ["lock", ".", "--announce"]),
    "practised": lambda: made("practised", origin, ["lock", ".", "--rehearsal", *ALLOW]),
    "rehearsed": lambda: made("rehearsed", prepared("ingested"), ["lock", ".", "--rehearsal", *ALLOW], ["draw", ".", "--rehearsal"]),
}
VERBS = {
    "lock": ("fresh", ["lock", ".", *ALLOW]),
    "lock-announce": ("objected", ["lock", ".", "--announce"]),
    "lock-announced": ("announced", ["lock", ".", "--allow", "few,pair,objections"]),
    "lock-replace": ("locked", ["lock", ".", "--replace", "another title", *ALLOW]),
    "lock-replace-spent": ("drawn", ["lock", ".", "--replace", "list", "--ground", "frame", "--document", "ruling.txt", *ALLOW]),
    "lock-coding": ("coded", ["lock", ".", "--coding", "the codes came", *DAY]),
    "lock-rehearsal": ("fresh", ["lock", ".", "--rehearsal", *ALLOW]),
    "draw": ("locked", ["draw", ".", *DICE]),
    "draw-rehearsal": ("practised", ["draw", ".", "--rehearsal"]),
    "draw-addendum": ("late", ["draw", ".", "--addendum", "1", *OTHER]),
    "withdraw": ("drawn", ["amend", "withdraw", "odense-kok", ".", "--reason", "closed", *DAY]),
    "late": ("drawn", ["amend", "late", "late.csv", ".", "--reason", "signed late", "--starts", "2023F,2023E", *DAY]),
    "deviation": ("shorter", ["amend", "deviation", "analysis.draws", ".", "--reason", "time", *DAY]),
    "witness-request": ("drawn", ["witness", "request", "."]),
    "witness-add": ("answered", ["witness", "add", "answer.tsr", "--trust", "root.pem", "--chain", "root.pem"]),
    "witness-statement": ("drawn", ["witness", "add", "--statement", "ruling.txt", "--by", "Ane", "--on", "2026-03-01"]),
    "simulate": ("bare", ["simulate", "."]),
    "ingest": ("drawn", ["ingest", ".", "--key-file", KEY]),
    "ingest-again": ("reported", ["ingest", ".", "--key-file", KEY]),
    "balance": ("ingested", ["balance", "."]),
    "effect": ("ingested", ["effect", "."]),
    "effect-print": ("ingested", ["effect", ".", "--format", "csv"]),
    "absence": ("estimated", ["absence", "."]),
    "report": ("estimated", ["report", "."]),
    "blind": ("rehearsed", ["effect", ".", "--blind"]),
    "pack": ("reported", ["pack", ".", "--panel"]),
    "export": ("ingested", ["export", "panel", ".", "--out", "panel-out.csv"]),
    "pseudonymise": ("fresh", ["pseudonymise", "registers/exits.csv", "--column", "CPR_nr", "--domain", "small", "--key-file", KEY, "--out", "exits-p.csv"]),
}

def stands(verb, left, before, after):
    """As before or as after; of a verb that looks at an effect the look stays on record once it was begun."""
    looks = verb in ("effect", "effect-print", "absence")
    return left in (before, after) or looks and {k: v for k, v in left.items() if k != "lottery/look.txt"} == before

def trial(verb, n, start, words, before, after):
    # strace counts each call by itself, in each thread
    call, n = n
    folder = os.path.join(home, f"{verb}-{call}-{n}")
    shutil.copytree(start, folder)
    faults = []
    if a.mode == "kill":
        wrap = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}"]
    else:
        wrap = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={FULL}", "-e", f"inject={call}:error=ENOSPC:when={n}+"]
    code, out, err = run(folder, words, wrap)
    whole = code == 0
    if a.mode == "full" and not whole:
        if code != 2: faults.append(f"exit {code}: {err[-300:]}")
        left = tree(folder)
        if not stands(verb, left, before, after):
            faults.append("left: " + ", ".join(sorted(k for k in set(left) | set(before) if left.get(k, 0) != before.get(k, 0)))[:300])
        # the words need a terminal that is not full: the call fails once
        second = os.path.join(home, f"{verb}-{call}-{n}-once")
        shutil.copytree(start, second)
        c, o, e = run(second, words, [w.replace(f"when={n}+", f"when={n}") for w in wrap])
        if c == 2 and "disk is full" not in e and (e or call != "write"): faults.append(f"says: {e.strip()[:200]}")
        if c not in (0, 2): faults.append(f"once: exit {c}: {e[-300:]}")
        left = tree(second)
        if c == 2 and not stands(verb, left, before, after):
            faults.append("once left: " + ", ".join(sorted(k for k in set(left) | set(before) if left.get(k, 0) != before.get(k, 0)))[:300])
        shutil.rmtree(second)
    if not whole or a.mode == "kill":
        c, o, e = run(folder, ["status", ".", "--format", "json"])
        if c: faults.append(f"status: exit {c}: {e.strip()[:200]}")
        else: json.loads(o)
        between = tree(folder)
        c, o, e = run(folder, words)
        last = tree(folder)
        if c != 0 and not (last == after):
            faults.append(f"again: exit {c}: {e.strip()[:300]}")
        if last != after:
            faults.append("differs: " + ", ".join(sorted(k for k in set(last) | set(after) if last.get(k, 0) != after.get(k, 0)))[:300])
    if not faults: shutil.rmtree(folder)
    return whole, faults

def main():
    wrong = total = 0
    wanted = [v for v in a.verbs.split(",") if v] or list(VERBS)
    for verb in wanted:
        state, words = VERBS[verb]
        start = prepared(state)
        before = tree(start)
        whole = made(f"{verb}-whole", start, words)
        after = tree(whole)
        shutil.rmtree(whole)
        faults_here = 0
        # how many calls the busiest thread makes
        log = os.path.join(home, "log")
        count = made(f"{verb}-count", start)
        run(count, words, ["strace", "-f", "-qq", "-o", log, "-e", f"trace={KILL if a.mode == 'kill' else FULL}"])
        shutil.rmtree(count)
        per = {}
        for line in open(log, errors="replace"):
            if "resumed" not in line: per.setdefault(line.split()[0], []).append(line.split()[1].split("(")[0])
        calls = sorted({c for names in per.values() for c in names})
        points = [(c, n) for c in calls for n in range(1, max(names.count(c) for names in per.values()) + 1)]
        most = len(points)
        if a.most and most > a.most:
            points = [points[i * (most - 1) // (a.most - 1)] for i in range(a.most)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for n, (_, faults) in zip(points, pool.map(lambda n: trial(verb, n, start, words, before, after), points)):
                faults_here += bool(faults)
                for fault in faults: print(f"{verb} at {n[0]} {n[1]}: {fault}", flush=True)
        total += len(points); wrong += faults_here
        print(f"{verb}: {len(points)} of {most} places, {faults_here} faults", flush=True)
    print(f"{total} places, {wrong} faults")
    if not wrong: shutil.rmtree(home, ignore_errors=True)
    return 1 if wrong else 0

sys.exit(main())
