"""Puts numbers of persons, in every spelling, into every column of every register, and looks through all that comes out.

    leaks.py LODTRIN [--columns enrolments.class,staff] [--short]

For each column of each register a small study is made whose column holds the spellings, a person of its own each: in one
row each, and in every row; and once for each spelling as the column's header. Then everything is run: inspect, ingest
(--check, --letters), balance, effect, absence, report, export of all tables in all forms, pack, status, verify, and
pseudonymise of the file. What is said and written, archives and documents opened, may hold none of the numbers, however
written. --short: ingest and what stands before it; --cells: no headers. Exit 1 where a number came out.
"""
import argparse, concurrent.futures, csv, gzip, io, os, re, shutil, subprocess, sys, tarfile, tempfile, unicodedata, zipfile

p = argparse.ArgumentParser()
p.add_argument("program"); p.add_argument("--columns", default=""); p.add_argument("--short", action="store_true"); p.add_argument("--cells", action="store_true"); p.add_argument("--jobs", type=int, default=2)
a = p.parse_args()
program = os.path.abspath(a.program)
home = tempfile.mkdtemp(prefix="leaks-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)

wide = lambda t: "".join(chr(0xFF10 + int(c)) for c in t)
arabic = lambda t: "".join(chr(0x660 + int(c)) for c in t)
# written of day (six digits) and the last four
SPELLINGS = {
    "plain": "{d}{n}", "hyphen": "{d}-{n}", "blank": "{d} {n}", "en dash": "{d}\u2013{n}", "no-break hyphen": "{d}\u2011{n}", "minus": "{d}\u2212{n}",
    "spaced hyphen": "{d} - {n}", "no-break blank": "{d}\u00a0{n}", "thin blank": "{d}\u2009{n}", "formula": '="{d}{n}"', "apostrophe": "'{d}{n}",
    "right apostrophe": "\u2019{d}-{n}", "quotes": "\u201c{d}{n}\u201d", "low quotes": "\u201e{d}-{n}\u201c", "guillemets": "\u00ab{d}-{n}\u00bb",
    "cpr before": "CPR {d}-{n}", "cpr-nr before": "cpr-nr.: {d}{n}", "pnr before": "pnr:{d} {n}", "decimal": "{d}{n}.0", "decimal comma": "{d}{n},00",
    "point": "{d}.{n}", "comma": "{d},{n}", "zero-width": "{d}\u200b{n}", "unit separator": "{d}\x1f{n}", "in words": "kl. {d}-{n} b",
    "name": "Ane Hansen {d}-{n}", "two marks": "{d}--{n}", "slash": "{d}/{n}", "brackets": "({d}-{n})", "behind": "1: {d}-{n}; set",
}
GROUPED = {"thousands": lambda t: f"{t[0]},{t[1:4]},{t[4:7]},{t[7:]}", "points": lambda t: f"{t[0]}.{t[1:4]}.{t[4:7]}.{t[7:]}", "blanks": lambda t: f"{t[0]} {t[1:4]} {t[4:7]} {t[7:]}",
    "underscores": lambda t: f"{t[:2]}_{t[2:4]}_{t[4:6]}_{t[6:]}", "colons": lambda t: f"{t[:2]}:{t[2:4]}:{t[4:6]}:{t[6:]}", "parts": lambda t: f"{t[:2]}-{t[2:4]}-{t[4:6]}-{t[6:]}",
    "full width": wide, "arabic": arabic, "arabic with hyphen": lambda t: arabic(t[:6]) + "-" + arabic(t[6:]), "day and sixty": lambda t: f"{int(t[0]) + 6}{t[1:6]}-{t[6:]}"}

def numbers():
    """Name, text, and the ten digits of each spelling."""
    out = []
    for i, (name, form) in enumerate([*SPELLINGS.items(), *GROUPED.items()]):
        d, n = f"{10 + i % 19:02}{1 + i % 12:02}{(7 + i) % 100:02}", f"{8301 + 37 * i}"
        text = form(d + n) if callable(form) else form.format(d=d, n=n)
        out.append((name, text, (f"{int(d[0]) + 6}" + d[1:] if name == "day and sixty" else d) + n))
    return out
NUMBERS = numbers()

def digits(text):
    """ASCII digits for all; what cannot be seen dropped."""
    plain = []
    for c in text:
        if c.isascii(): plain.append(c)
        elif unicodedata.category(c) == "Nd": plain.append(str(unicodedata.digit(c)))
        elif unicodedata.category(c) in ("Cf", "Mn"): continue
        else: plain.append(c)
    return "".join(plain)

TEN = re.compile(r"[0-9](?:[^0-9A-Za-z]{0,3}[0-9]){9,}")
WANTED = {n for _, _, n in NUMBERS}

def holds(text):
    found = set()
    for run in TEN.finditer(digits(text)):
        only = re.sub(r"[^0-9]", "", run[0])
        for i in range(len(only) - 9):
            if only[i:i + 10] in WANTED: found.add(only[i:i + 10])
    return found

def texts(name, data):
    """What a reader could see of a file, archives and documents opened."""
    if name.endswith((".docx", ".xlsx", ".zip")):
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            for m in z.namelist(): yield from texts(f"{name}:{m}", z.read(m))
    elif name.endswith(".tar"):
        with tarfile.open(fileobj=io.BytesIO(data)) as t:
            for m in t: yield from texts(f"{name}:{m.name}", t.extractfile(m).read() if m.isfile() else b"")
    else:
        if data[:2] == b"\x1f\x8b": data = gzip.decompress(data)
        yield name, data.decode("utf-8", errors="replace")
        if name.endswith((".parquet", ".dta")): yield name, data.decode("utf-16-le", errors="replace")

STUDY = """
[study]
title = "Lækager"
language = "da"
domain = "leaks"
[frame]
file = "programmes.csv"
id = "id"
stratum = "school"
[[rollout.period]]
id = "2026E"
start = 2026-08-01
end = 2026-12-31
[[rollout.period]]
id = "2027F"
start = 2027-01-01
end = 2027-07-31
[[rollout.period]]
id = "2027E"
start = 2027-08-01
end = 2027-12-31
[[rollout.wave]]
starts = "2027F"
capacity = 4
[[rollout.wave]]
starts = "2027E"
capacity = 4
[lottery]
stratify = "none"
source = "dice"
throwers = ["anna", "bo"]
throws = 25
[[outcome]]
name = "dropout"
kind = "dropout"
within = "20 weeks"
primary = true
[analysis]
draws = 49
[absence]
window_days = 14
threshold = 1
landmark = 14
horizon = 140
[disclosure]
minimum = 1
"""
PROGRAMMES = [f"{s}-{i}" for s in "abcd" for i in (1, 2)]
PUPILS = 240
FIRST = ["2026-08-%02d", "2027-01-%02d", "2027-08-%02d"]

def registers():
    """Every register with every column that is known, and one that nobody asked for."""
    e = [["pupil", "programme", "start", "end", "school", "class", "code", "speciale", "part", "note"]]
    x, d, b = [["pupil", "programme", "date", "code", "note"]], [["pupil", "date", "hours_offered", "hours_absent", "code", "lesson", "programme", "note"]], [["pupil", "birth_date", "sex", "benefit", "grade", "note"]]
    g, o = [["pupil", "signed", "programme", "note"]], [["pupil", "note"]]
    for i in range(PUPILS):
        pupil, programme, term = f"p{i:04}", PROGRAMMES[i % 8], i // 8 % 3
        start = FIRST[term] % (10 + i % 9)
        end = {0: "2026-12-18", 1: "2027-06-18", 2: "2027-12-17"}[term] if i % 4 else {0: "2026-10-02", 1: "2027-03-05", 2: "2027-10-01"}[term]
        code = "completed" if i % 4 else "dropout"
        e.append([pupil, programme, start, end, programme[0], f"hold {i % 5}", code, f"s{i % 3}", f"d{i % 2}", "ok"])
        x.append([pupil, programme, end, code, "ok"])
        for k in range(3): d.append([pupil, FIRST[term] % (10 + i % 9 + k), "6.5", "2.5" if (i + k) % 4 == 0 else "0", "U", str(k + 1), programme, "ok"])
        b.append([pupil, "2007-%02d-%02d" % (1 + i % 12, 1 + i % 28), "km"[i % 2], str(i % 2), f"{i % 9}.5", "ok"])
        if i % 3 == 0: g.append([pupil, end, programme, "ok"])
        if i % 60 == 0: o.append([pupil, "ok"])
    v = [["school", "programme", "date", "kind", "staff", "note"]] + [["abcd"[i % 4], PROGRAMMES[i % 8], FIRST[i % 3] % (10 + i % 15), "besøg", f"Medarbejder {'XYZ'[i % 3]}", "ok"] for i in range(60)]
    return {"enrolments": e, "exits": x, "absences": d, "background": b, "agreements": g, "optouts": o, "activities": v}

MORE = {"enrolments": "extracted = 2028-09-01", "exits": "extracted = 2028-09-01", "absences": 'codes = { lawful = ["S"], unlawful = ["U"] }', "agreements": "", "activities": "", "background": "", "optouts": ""}

def run(folder, *words):
    out = subprocess.run([program, *words], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1", "RAYON_NUM_THREADS": "1"})
    return out.returncode, out.stdout, out.stderr

def written(folder, tables):
    os.makedirs(os.path.join(folder, "study/registers"))
    at = os.path.join(folder, "study")
    text = STUDY
    for name, rows in tables.items():
        with open(f"{at}/registers/{name}.csv", "w", encoding="utf-8", newline="") as f: csv.writer(f, delimiter=";").writerows(rows)
        text += f'[registers.{name}]\nfile = "registers/{name}.csv"\n{MORE[name]}\n'
    open(f"{at}/study.toml", "w", encoding="utf-8").write(text)
    open(f"{at}/programmes.csv", "w", encoding="utf-8").write("id;school\n" + "".join(f"{i};{i[0]}\n" for i in PROGRAMMES))
    open(f"{folder}/key", "w").write("0123456789abcdef" * 4)
    return at

DRAW = ["draw", ".", "--dice", "anna=1234561234561234561234561", "--dice", "bo=6543216543216543216543216"]

def tried(job):
    register, column, how = job
    folder = tempfile.mkdtemp(dir=home)
    tables = registers()
    rows = tables[register]
    at = rows[0].index(column)
    if how == "some":
        for i, (_, text, _) in enumerate(NUMBERS): rows[1 + (i * max(1, (len(rows) - 1) // len(NUMBERS))) % (len(rows) - 1)][at] = text
    elif how == "all":
        for i, row in enumerate(rows[1:]): row[at] = NUMBERS[i % len(NUMBERS)][1]
    else: rows[0][at] = how
    study = written(folder, tables)
    said, codes = [], {}
    def go(*words, name=None):
        code, out, err = run(study, *words)
        said.append((f"terminal of {' '.join(words[:2])}", out + b"\n" + err))
        codes[name or words[0]] = code
        return code
    file = f"registers/{register}.csv"
    go("inspect", file, "--study", ".")
    go("ingest", ".", "--check", "--letters", "../letters", name="check")
    if not a.short: go("lock", ".", "--allow", "few"); go(*DRAW)
    go("ingest", ".", "--key-file", "../key", "--letters", "../letters2")
    if codes["ingest"] == 0 and not a.short and len(how) <= 4:
        for verb in ("balance", "effect", "absence", "report", "status"): go(verb, ".")
        for what in ("pupils", "absences", "panel", "counts"):
            for ending in ("csv", "parquet", "dta"): go("export", what, ".", "--out", f"../{what}.{ending}", name=f"export-{what}")
        go("pack", ".", "--panel", "--out", "../pack.tar"); go("verify", ".", "--results", "--key-file", "../key")
    if register != "activities" and column != "pupil":
        code = go("pseudonymise", file, "--column", "pupil", "--domain", "leaks", "--key-file", "../key", "--out", f"../{register}-p.csv")
        if code == 0 and column != "pupil" and how in ("some", "all"): said.append(("pseudonymise let it through", b"exit 0"))
    leaks = []
    for name, data in said:
        for number in holds(data.decode("utf-8", errors="replace")): leaks.append((name, number))
        if name.startswith("pseudonymise let"): leaks.append((name, "0"))
    for where, folders, names in os.walk(folder):
        if os.path.relpath(where, study).split(os.sep)[0] == "registers": continue
        for name in names:
            path = os.path.join(where, name)
            inside = os.path.relpath(path, folder)
            for shown, text in texts(inside, open(path, "rb").read()):
                for number in holds(text): leaks.append((shown, number))
            for number in holds(inside): leaks.append((f"name of {inside}", number))
    shutil.rmtree(folder)
    names = {n: name for name, _, n in NUMBERS}
    odd = [f"{v} exit {c}" for v, c in codes.items() if c not in (0, 1, 2)]
    return job, codes, sorted({(where, names.get(n, n)) for where, n in leaks}), odd

def main():
    jobs = []
    for register, rows in registers().items():
        for column in rows[0]:
            if a.columns and f"{register}.{column}" not in a.columns.split(",") and column not in a.columns.split(","): continue
            jobs += [(register, column, "some"), (register, column, "all")]
            if not a.cells: jobs += [(register, column, text) for _, text, _ in NUMBERS]
    bad = runs = 0
    whole = 0
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        for job, codes, leaks, odd in pool.map(tried, jobs):
            runs += len(codes)
            whole += codes.get("report") == 0
            how = job[2] if job[2] in ("some", "all") else "as header: " + repr(job[2])
            for where, name in leaks: print(f"LEAK {job[0]}.{job[1]} ({how}): {name} in {where}", flush=True)
            for o in odd: print(f"ODD {job[0]}.{job[1]} ({how}): {o}", flush=True)
            bad += bool(leaks) + bool(odd)
            if job[2] in ("some", "all"): print(f"{job[0]}.{job[1]} {job[2]}: " + " ".join(f"{v}={c}" for v, c in codes.items()), flush=True)
    print(f"{len(NUMBERS)} spellings, {len(jobs)} studies, {whole} of them up to the report, {runs} runs: {bad} let a number out")
    shutil.rmtree(home, ignore_errors=True)
    return 1 if bad else 0

sys.exit(main())
