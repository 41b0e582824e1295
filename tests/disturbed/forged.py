"""Forges what a reader looks at, seals every receipt again, and counts the answers "yes".

    forged.py LODTRIN STUDY [--together] [--only TEXT] [--seed N]

STUDY: a folder in which everything is made. Of every file under data/ and results/ one digit (of a picture or a table of
rows, one byte) is changed, the digests in both receipts are made to fit, and `verify --results` is asked. --together
forges all files at once and wants each of them named. A pack of the study is forged in the same way, its README written
anew. The honest study and pack go first: their answer is what it must be. Exit 1 where a forgery gets a yes.
"""
import argparse, hashlib, io, json, os, random, re, shutil, subprocess, sys, tarfile, tempfile

p = argparse.ArgumentParser()
p.add_argument("program"); p.add_argument("study"); p.add_argument("--together", action="store_true")
p.add_argument("--only", default=""); p.add_argument("--seed", type=int, default=1); p.add_argument("--times", type=int, default=1)
a = p.parse_args()
program, origin, chance = os.path.abspath(a.program), os.path.abspath(a.study), random.Random(a.seed)
home = tempfile.mkdtemp(prefix="forged-")

def sha(data): return hashlib.sha256(data).hexdigest()
def read(path): return open(path, "rb").read()
def write(path, data): open(path, "wb").write(data)

def verify(place, *more):
    out = subprocess.run([program, "verify", place, "--results", "--format", "json", *more], capture_output=True, text=True)
    return out.returncode, json.loads(out.stdout) if out.stdout.startswith("{") else {}, out.stderr

def forge(data, name):
    """One number otherwise; of what is no text, one byte."""
    try: text = data.decode()
    except UnicodeDecodeError: text = None
    if text is None or name.endswith(".parquet"):
        at = chance.randrange(len(data)); return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1:]
    digits = [m.start() for m in re.finditer(r"(?<![0-9a-f#])[0-9](?=[0-9]*[^0-9a-f])", text)] or list(range(len(text)))
    at = chance.choice(digits)
    return (text[:at] + str((int(text[at]) + 1) % 10 if text[at].isdigit() else 0) + text[at + 1:]).encode()

def seal(folder):
    """Both receipts made to fit what stands there, their own digest too."""
    for path in ("data/receipt.json", "results/receipt.json"):
        at = os.path.join(folder, path)
        if not os.path.exists(at): continue
        text = read(at).decode()
        for entry in re.findall(r'\{"path":"([^"]*)","sha256":"([0-9a-f]{64})"', text):
            file = os.path.join(folder, entry[0])
            if os.path.exists(file): text = text.replace(f'"path":"{entry[0]}","sha256":"{entry[1]}"', f'"path":"{entry[0]}","sha256":"{sha(read(file))}"')
        body = text[:text.rindex('"receipt":')]
        write(at, (body + f'"receipt":"{sha(body.encode())}"}}\n').encode())

def files(folder):
    return sorted(os.path.relpath(os.path.join(at, n), folder) for part in ("data", "results") for at, _, names in os.walk(os.path.join(folder, part)) for n in names if n != "receipt.json" and not n.startswith("."))

def packed(folder, to):
    subprocess.run([program, "pack", folder, "--panel", "--out", to], check=True, capture_output=True)
    return {m.name: tarfile.open(to).extractfile(m).read() for m in tarfile.open(to)}

def repack(members, to):
    root = next(iter(members)).split("/")[0]
    readme = members[f"{root}/README.md"].decode()
    for name, data in members.items():
        inside = name[len(root) + 1:]
        readme = re.sub(r"(\| `" + re.escape(inside) + r"` \| `)[0-9a-f]{64}", lambda m: m[1] + sha(data), readme)
    members[f"{root}/README.md"] = readme.encode()
    with tarfile.open(to, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name); info.size = len(data); tar.addfile(info, io.BytesIO(data))

def main():
    yes = tried = 0
    code, answer, err = verify(origin)
    if code: sys.exit(f"the honest study: exit {code}\n{err}")
    print("the honest study: yes", flush=True)
    names = [n for n in files(origin) if a.only in n]
    if a.together:
        to = os.path.join(home, "all"); shutil.copytree(origin, to)
        # rows of persons and counts are read by what comes after: each of the others is named by itself
        for name in names: write(os.path.join(to, name), forge(read(os.path.join(to, name)), name))
        seal(to)
        code, answer, err = verify(to)
        unseen = sorted(set(names) - set(answer.get("made", {}).get("differs", [])))
        print(f"{len(names)} files forged at once: exit {code}, unseen: {', '.join(unseen) or 'none'} {err[:300] if code == 2 else ''}")
        yes += code == 0 or bool(unseen); tried = len(names)
    else:
        for name in names:
            for _ in range(a.times):
                to = os.path.join(home, "one"); shutil.copytree(origin, to)
                old = read(os.path.join(to, name)); new = forge(old, name); write(os.path.join(to, name), new); seal(to)
                code, answer, err = verify(to); tried += 1
                if code == 0: yes += 1; print(f"YES {name}", flush=True)
                if code not in (0, 1, 2): yes += 1; print(f"exit {code} {name} {err}", flush=True)
                shutil.rmtree(to)
    tar = os.path.join(home, "good.tar"); good = packed(origin, tar)
    code = subprocess.run([program, "verify", tar], capture_output=True).returncode
    if code: sys.exit(f"the honest pack: exit {code}")
    print("the honest pack: yes", flush=True)
    root = next(iter(good)).split("/")[0]
    inside = [n for n in good if n.split("/")[1] in ("data", "results") and not n.endswith("receipt.json") and a.only in n]
    if a.together: inside = [n for n in inside if n.endswith((".csv", ".json", ".md", ".html", "forest.svg", "forest.png"))]
    for name in inside:
        to = os.path.join(home, "pack"); shutil.rmtree(to, ignore_errors=True)
        tarfile.open(tar).extractall(to, filter="data")
        at = os.path.join(to, name); write(at, forge(read(at), name)); seal(os.path.join(to, root))
        repack({n: read(os.path.join(to, n)) for n in good}, os.path.join(home, "bad.tar"))
        code, answer, err = verify(os.path.join(home, "bad.tar")); tried += 1
        if code == 0: yes += 1; print(f"YES pack {name}", flush=True)
    print(f"{tried} forgeries, {yes} answered yes")
    shutil.rmtree(home, ignore_errors=True)
    return 1 if yes else 0

sys.exit(main())
