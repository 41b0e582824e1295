"""A study folder whose registers have awkward days, and what every definition of early absence says of its 900 pupils.

    python3 registers.py FOLDER [window/days/threshold/counts/lawful/landmark]

Lessons of one day are several rows, some without hours, some weekends have teaching, some days none; hours absent may be a
part of those offered, or more; rows lie before the start; some rows stand twice; some pupils have none. The definitions are
worked out here from the days themselves, in whole fractions, and written to FOLDER/expected.json.
"""
import csv, datetime, json, os, random, sys
from fractions import Fraction
out = sys.argv[1]; os.makedirs(out + '/registers', exist_ok=True); random.seed(7)
progs = [f'p{i:02}' for i in range(12)]
with open(out + '/programmes.csv', 'w') as f:
    f.write('id,school,pupils\n'); [f.write(f'{p},s{i%3},75\n') for i, p in enumerate(progs)]
terms = [('2022F', '2022-01-10', '2022-07-31'), ('2022E', '2022-08-01', '2023-01-08')]
enr, absn, ext, bg = [], [], [], []
pupils = []
for i in range(900):
    pid = f'{i:06x}' + 'ab' * 29
    start = (datetime.date(2022, 1, 10) if i % 2 else datetime.date(2022, 8, 1)) + datetime.timedelta(days=random.choice([0, 0, 0, 1, 2, 7, 9]))
    length = 140
    u = random.random()
    kind = 'dropout' if u < .25 else 'transfer' if u < .32 else 'completed'
    last = random.choice([1, 5, 13, 14, 15, 16, 20, 30, 60, 100, 139]) if kind != 'completed' else length
    end = start + datetime.timedelta(days=last - 1)
    p = dict(pid=pid, prog=progs[i % 12], start=start, last=last, kind=kind, days={})
    rows = []
    nothing = random.random() < .03           # no absences registered at all
    propensity = random.random() * .25
    for d in range(-3, 40):
        date = start + datetime.timedelta(days=d)   # d = 0 is the first day
        if d + 1 > last or nothing: continue
        if date.weekday() >= 5 and random.random() < .95: continue
        if random.random() < .05: continue          # a day without teaching
        lessons = random.choice([1, 1, 2, 3])
        for _ in range(lessons):
            offered = random.choice(['2', '1.5', '3', '0.25', '0']) if lessons > 1 else random.choice(['6', '6', '7.25', '0'])
            missed = random.random() < propensity
            absent = '0' if not missed else random.choice([offered, offered, str(float(offered) / 2), '0.1' if offered != '0' else '0', str(float(offered) + (1 if random.random() < .2 else 0))])
            code = '' if absent == '0' else random.choice(['lawful', 'unlawful', 'unlawful', 'Lovlig'])
            rows.append((date, offered, absent, code))
            key = (Fraction(offered), Fraction(absent), code.lower())
            if key in p.setdefault('seen', {}).setdefault(d, set()): continue   # the same row twice is a duplicate
            p['seen'][d].add(key)
            if d >= 0:
                q = p['days'].setdefault(d + 1, [Fraction(0), Fraction(0), Fraction(0)])
                q[0] += Fraction(offered); q[1] += Fraction(absent)
                if code.lower() in ('lawful', 'lovlig'): q[2] += Fraction(absent)
    random.shuffle(rows)
    absn += [(pid, *r) for r in rows]
    enr.append((pid, p['prog'], start, end, kind))
    p['young'] = random.random() < .5; p['female'] = random.random() < .4; p['benefit'] = random.random() < .3
    born = start - datetime.timedelta(days=(17 if p['young'] else 25) * 365)
    bg.append((pid, born, 'K' if p['female'] else 'M', '1' if p['benefit'] else '0'))
    pupils.append(p)
def w(name, head, rows):
    with open(f'{out}/registers/{name}.csv', 'w', newline='') as f: c = csv.writer(f); c.writerow(head); c.writerows(rows)
random.shuffle(absn)
w('enrolments', ['pupil', 'programme', 'start', 'end', 'exit_code'], enr)
w('absences', ['pupil', 'date', 'hours_offered', 'hours_absent', 'code'], absn)
w('background', ['pupil', 'birth_date', 'sex', 'benefit'], bg)
def study(window=14, days='calendar', threshold=1, counts='any', lawful='include', landmark=14):
    t = '\n'.join(f'[[rollout.period]]\nid = "{a}"\nstart = {b}\nend = {c}' for a, b, c in terms)
    return f'''[study]
title = "Registers with awkward days"
language = "en"
[frame]
file = "programmes.csv"
id = "id"
stratum = "school"
covariates = ["pupils"]
[rollout]
{t}
[[rollout.wave]]
starts = "2022E"
capacity = 6
[lottery]
stratify = "none"
source = "dice"
contributors = ["a", "b"]
[registers.enrolments]
file = "registers/enrolments.csv"
pseudonymised = true
extracted = 2023-09-01
[registers.absences]
file = "registers/absences.csv"
pseudonymised = true
[registers.background]
file = "registers/background.csv"
pseudonymised = true
[[outcome]]
name = "dropout"
kind = "dropout"
primary = true
[absence]
window_days = {window}
days = "{days}"
threshold = {threshold}
counts = "{counts}"
lawful = "{lawful}"
landmark = {landmark}
cluster = "programme"
[disclosure]
minimum = 0
'''
open(out + '/study.toml', 'w').write(study(*sys.argv[2].split('/')) if len(sys.argv) > 2 else study())
# the definitions, from the files' own days
def exposure(p, window, school, counts, lawful):
    school_day = 0; n = 0; registered = 0; hours = Fraction(0)
    for d in sorted(p['days']):
        offered, absent, law = p['days'][d]
        if offered == 0: continue
        school_day += 1
        if (school_day if school else d) > window: continue
        registered += 1
        h = absent if lawful == 'include' else absent - law
        h = min(max(h, Fraction(0)), offered)
        if h > 0 and (counts == 'any' or h >= offered): n += 1; hours += h
    return registered, n, hours
def followed(window, school, counts, lawful, threshold, landmark):
    res = []
    for p in pupils:
        r, n, h = exposure(p, window, school, counts, lawful)
        if p['last'] > landmark and r > 0: res.append((p, n, h, n >= threshold, p['kind'] == 'dropout'))
    return res
def rd(rows):
    e = [r[4] for r in rows if r[3]]; u = [r[4] for r in rows if not r[3]]
    return sum(e) / len(e) - sum(u) / len(u) if e and u else None
want = {}
args = (sys.argv[2] if len(sys.argv) > 2 else '14/calendar/1/any/include/14').split('/')
LAND = int(args[5])
WINDOWS = sorted({7, 14, 21, int(args[0])})
for school in (False, True):
    for counts in ('any', 'whole'):
        for lawful in ('include', 'exclude'):
            for window in WINDOWS:
                for t in (1, 2, 3):
                    # behind the window: at most two weekend days for every five school days begun
                    last = window + 2 * ((window - 1 + 4) // 5) if school else window
                    rows = followed(window, school, counts, lawful, t, max(LAND, last))
                    want[f"window={window},days={'school' if school else 'calendar'},threshold={t},counts={counts},lawful={lawful}"] = [len(rows), sum(r[3] for r in rows), rd(rows)]
args = (sys.argv[2] if len(sys.argv) > 2 else '14/calendar/1/any/include/14').split('/')
rows = followed(int(args[0]), args[1] == 'school', args[3], args[4], int(args[2]), int(args[5]))
dose = {k: sum(1 for r in rows if min(r[1], 3) == k) for k in range(4)}
auc = lambda s: (lambda a, b: sum((x > y) + .5 * (x == y) for x in a for y in b) / len(a) / len(b))([s(r) for r in rows if r[4]], [s(r) for r in rows if not r[4]])
sub = {f'{n}={int(v)}': rd([r for r in rows if r[0][k] == v]) for n, k in (('under20', 'young'), ('female', 'female'), ('benefit', 'benefit')) for v in (False, True)}
json.dump(dict(grid=want, n=len(rows), exposed=sum(r[3] for r in rows), dose=dose, rd=rd(rows), auc_days=auc(lambda r: r[1]), auc_hours=auc(lambda r: r[2]), subgroups=sub,
    starters=len(pupils), left=sum(p['last'] <= int(args[5]) for p in pupils)), open(out + '/expected.json', 'w'), indent=1)
