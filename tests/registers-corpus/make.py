#!/usr/bin/env python3
"""Writes the corpus of broken deliveries: one file a case, and cases.toml with what each must be answered.

Every case is one register of a small study (two programmes, three terms, see study.toml beside this script); the other
registers are good. Identifiers are day + 60 replacement numbers. Run it in this folder; it needs nothing but Python.
"""
import io
import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
CASES = []
HEAD = "pupil;programme;start;end;exit_code\n"
GOOD = [
    "6501074321;tømrer-1;10-08-2026;18-12-2026;completed",
    "6502074322;tømrer-1;10-08-2026;02-10-2026;dropout",
    "6503074323;smed-2;11-08-2026;;",
    "6504074324;smed-2;11-01-2027;28-05-2027;completed",
    "6505074325;smed-2;12-01-2027;30-01-2027;dropout",
    "6506074326;tømrer-1;12-01-2027;28-05-2027;completed",
    "6507074327;tømrer-1;09-08-2027;15-12-2027;completed",
    "6508074328;smed-2;09-08-2027;15-12-2027;completed",
    "6509074329;smed-2;09-08-2027;01-11-2027;dropout",
    "6510074330;tømrer-1;09-08-2027;15-12-2027;completed",
    "6511074331;tømrer-1;09-08-2027;15-12-2027;completed",
]


def text(rows, head=HEAD):
    return head + "".join(r + "\n" for r in rows)


def enrol(*rows, base=None):
    return text((GOOD if base is None else base) + list(rows))


def case(name, content, code, register="enrolments", exit=2, line=None, says=(), declare="", quarantined=None, excluded=None,
         suffix="csv", check=None):
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    number = f"{len(CASES) + 1:03d}"
    file = f"{number}-{name}.{suffix}"
    (HERE / file).write_bytes(data)
    CASES.append(dict(file=file, register=register, code=code, exit=exit, line=line, says=list(says), declare=declare,
                      quarantined=quarantined, excluded=excluded, check=check))


def quarantine(name, row, code, says=(), at=None, register="enrolments", head=HEAD, good=None):
    good = GOOD if good is None else good
    case(name, text(good + [row], head), code, exit=0, line=at or len(good) + 2, says=says, register=register, quarantined=1)


# --- files that are no table -------------------------------------------------------------------------------------
case("empty", b"", "R101", says=["empty"])
case("blank-lines", "\n\n  \n\n", "R101", says=["empty"])
case("bom-only", b"\xef\xbb\xbf", "R101", says=["empty"])
case("header-only", HEAD, "R210", says=["no pupil"])
case("nul-byte", text(GOOD).encode()[:200] + b"\x00" + text(GOOD).encode()[200:], "R103", line=5, says=["NUL"])
case("binary", bytes(range(256)) * 20, "R103")
case("utf-16", ("\ufeff" + text(GOOD)).encode("utf-16-le"), "", exit=0, says=["utf-16 with byte-order mark"])
case("two-encodings", text(GOOD).encode("utf-8") + "6512074332;tømrer-1;09-08-2027;;\n".encode("cp1252"), "R102", line=13)
case("undefined-in-1252", text(GOOD).encode("cp1252") + b"6512074332;t\x81mrer-1;09-08-2027;;\n", "R102", line=13,
     says=["neither"])
case("declared-utf-8-is-1252", text(GOOD).encode("cp1252"), "R102", line=2, says=["utf-8, as declared"],
     declare='encoding = "utf-8"')
case("declared-1252-is-utf-8", text(GOOD), "R102", line=2, says=["UTF-8"], declare='encoding = "windows-1252"')
case("long-line", HEAD + "x" * 1_100_000, "R104", line=2)
case("cut-in-row", text(GOOD)[:-30], "R105", line=12, says=["middle of a row"])
case("open-quote", enrol('6512074332;"tømrer-1;09-08-2027;;', "6513074333;smed-2;09-08-2027;;"), "R105", line=13,
     says=["never closed"])
case("open-quote-in-header", 'pupil;"programme;start\n1;2;3\n', "R105", line=1)
case("trailer-says-more", text(GOOD) + "Antal poster: 25\n", "R105", line=13, says=["11 records", "25"])
case("trailer-says-fewer", text(GOOD) + "Records;7\n", "R105", line=13, says=["11 records"])
case("same-name-twice", text(GOOD, HEAD.replace("end", "start ")), "R106", line=1, says=["same name"])
case("nameless-header", ";;;;\n" + "".join(r + "\n" for r in GOOD), "R106", line=2)
case("not-a-workbook", b"PK\x03\x04" + b"\x00" * 200, "R107", suffix="xlsx")
case("workbook-cut", b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(range(200)), "R107", suffix="xlsx")
case("parquet-cut", b"PAR1\x15\x04\x15\x10PAR", "R107", suffix="parquet")
case("parquet-of-zeros", b"PAR1" + b"\x00" * 400 + b"PAR1", "R107", suffix="parquet")
case("sas-cut", b"\x00" * 12 + bytes([0xc2, 0xea, 0x81, 0x60]) + b"\x00" * 300, "R107", suffix="sas7bdat")
case("stata-cut", b"<stata_dta><header><release>118</release>", "R107", suffix="dta")
case("csv-declared-as-parquet", text(GOOD), "R107", declare='format = "parquet"')
case("many-odd-rows", enrol("a;b", "c;d;e", "f;g;h;i;j;k;l"), "R108", line=13)
case("wrong-delimiter", text(GOOD), "R201", declare='delimiter = ","', says=["`pupil`"])

# --- columns ------------------------------------------------------------------------------------------------------
case("missing-start", text([r.replace(";10-08-2026", "", 1) for r in GOOD[:1]], "pupil;programme;end;exit_code\n"), "R201",
     line=1, says=["`start`", "`end`"])
case("missing-pupil", text([";".join(r.split(";")[1:]) for r in GOOD], "programme;start;end;exit_code\n"), "R201",
     says=["`pupil`"])
case("misspelt", text(GOOD, HEAD.replace("programme", "programm")), "R201", says=["`programm`", "programme ="])
case("mapped-not-there", text(GOOD), "R201", declare='columns = { pupil = "CPR_nr" }', says=["`CPR_nr`", "`pupil`"])
case("mapped-field-unknown", text(GOOD), "R208", declare='columns = { pupl = "pupil" }', says=["`pupil`"])
case("no-header", "".join(r + "\n" for r in GOOD), "R106", line=1)
case("exits-without-code", "pupil;date;cause_x\n6503074323;10-10-2026;dropout\n", "R201", register="exits", says=["`code`"])
case("absences-without-hours", "pupil;date;hours_absent\n6503074323;12-08-2026;2,5\n", "R201", register="absences",
     says=["hours_offered"])
case("agreements-without-signed", "pupil;start\n6503074323;12-08-2026\n", "R201", register="agreements", says=["signed"])
case("activities-without-kind", "date;programme\n12-08-2026;smed-2\n", "R201", register="activities", says=["kind"])
case("optouts-without-pupil", "name\nx\n", "R201", register="optouts", says=["pupil"])

# --- dates and numbers --------------------------------------------------------------------------------------------
DATED = [r.split(";") for r in GOOD]


def starts(values):
    return text([f"{r[0]};{r[1]};{v};;" for r, v in zip(DATED, values)])


case("no-known-dates", starts(["august 2026"] * 11), "R202", line=1, says=["0 %"])
case("american-dates", starts([f"08-{d}-2026" for d in range(14, 25)]), "R202", says=["dd-mm-yyyy"])
case("half-the-dates", starts(["10-08-2026", "2026-08-10"] * 6), "R202", says=["%"])
case("slashes-both-ways", starts(["08/10/2026"] * 11), "R203", says=["2026-10-08", "2026-08-10", "dd-mm-yyyy", "mm-dd-yyyy"])
case("short-years-both-ways", starts(["26-08-27"] * 11), "R203", says=["2027-08-26", "2026-08-27"])
case("declared-form-does-not-read", text(GOOD), "R202", declare='date = "yyyymmdd"')
case("offered-is-text", "pupil;date;hours_offered;hours_absent\n" + "6503074323;12-08-2026;fuld;2,5\n" * 1, "R204",
     register="absences", says=["hours_offered"])
case("hours-are-clock-times", "pupil;date;hours_offered;hours_absent\n" + "".join(
    f"6503074323;{d}-08-2026;06:30;00:00\n" for d in range(12, 20)), "R204", register="absences")

# --- identifiers, codes, programmes -------------------------------------------------------------------------------
case("only-birth-dates", text([r[:6] + r[10:] for r in GOOD]), "R206", says=["birth date"])
case("marked-as-pseudonymised", text(GOOD), "R207", declare="pseudonymised = true")
case("unknown-code", enrol("6512074332;smed-2;09-08-2027;01-12-2027;77", "6513074333;smed-2;09-08-2027;01-12-2027;77"),
     "R205", says=["`77`", "2 rows"], check=1)
case("two-unknown-codes", enrol("6512074332;smed-2;09-08-2027;01-12-2027;77", "6513074333;smed-2;09-08-2027;01-12-2027;x9"),
     "R205", says=["`77`", "`x9`"], check=1)
case("code-column-holds-identifiers", enrol("6512074332;smed-2;09-08-2027;01-12-2027;6599990001"), "R205",
     says=["9999999999"], check=1)
case("unknown-exit-code", "pupil;date;code\n6503074323;10-10-2026;stoppet\n", "R205", register="exits", says=["`stoppet`"], check=1)
case("undeclared-absence-code", "pupil;date;hours_offered;hours_absent;code\n6503074323;12-08-2026;6;6;Q\n", "R205",
     register="absences", declare='codes = { lawful = ["S"] }', says=["`Q`"], check=1)
case("other-terms", starts(["10-08-2019"] * 11), "R210", says=["11 outside-study"])
case("other-programmes", text([r.replace("tømrer-1", "kok-9").replace("smed-2", "kok-8") for r in GOOD]), "R210",
     says=["11 put aside"])

# --- rows that are put aside, one by one --------------------------------------------------------------------------
quarantine("impossible-date", "6512074332;smed-2;31-02-2027;;", "R301")
quarantine("date-in-words", "6512074332;smed-2;snart;;", "R301", says=["aaaaa"])
quarantine("end-unreadable", "6512074332;smed-2;09-08-2027;32-13-2027;", "R301")
quarantine("start-empty", "6512074332;smed-2;;;", "R309")
quarantine("end-before-start", "6512074332;smed-2;09-08-2027;01-08-2027;dropout", "R303", says=["8 days"])
quarantine("unknown-programme", "6512074332;smed-3;09-08-2027;;", "R304", says=["smed-2"])
quarantine("no-programme", "6512074332;;09-08-2027;;", "R304")
quarantine("identifier-for-programme", "6512074332;6512074332;09-08-2027;;", "R304")
quarantine("six-digits", "651207;smed-2;09-08-2027;;", "R306", says=["six digits"])
quarantine("no-identifier", ";smed-2;09-08-2027;;", "R307")
quarantine("zeros-for-identifier", "0000000000;smed-2;09-08-2027;;", "R307")
quarantine("too-many-cells", "6512074332;smed-2;09-08-2027;;;x;y", "R308", says=["7 cells"])
quarantine("too-few-cells", "6512074332;smed-2;09-08-2027", "R308", says=["3 cells"])
EXIT = "pupil;programme;date;code\n"
FINE = ["6503074323;smed-2;10-10-2026;dropout"]
quarantine("exit-without-enrolment", "6599074399;;10-10-2026;dropout", "R305", register="exits", head=EXIT, good=FINE)
quarantine("exit-before-start", "6504074324;;10-10-2026;dropout", "R303", register="exits", head=EXIT, good=FINE)
quarantine("exit-elsewhere", "6504074324;tømrer-1;10-03-2027;dropout", "R305", register="exits", head=EXIT, good=FINE)
quarantine("exit-of-unknown-programme", "6504074324;kok-9;10-03-2027;dropout", "R304", register="exits", head=EXIT, good=FINE)
quarantine("exit-without-date", "6504074324;;;dropout", "R309", register="exits", head=EXIT, good=FINE)
DAY = "pupil;date;hours_offered;hours_absent\n"
DAYS = [f"6503074323;{d}-08-2026;6;1,5" for d in range(12, 24)]
quarantine("absence-without-enrolment", "6599074399;12-08-2026;6;0", "R310", register="absences", head=DAY, good=DAYS)
quarantine("absence-hours-in-words", "6503074323;24-08-2026;6;halv", "R302", register="absences", head=DAY, good=DAYS)
quarantine("absence-below-zero", "6503074323;24-08-2026;6;-2", "R302", register="absences", head=DAY, good=DAYS)
quarantine("absence-hours-empty", "6503074323;24-08-2026;6;", "R309", register="absences", head=DAY, good=DAYS)
quarantine("absence-on-no-day", "6503074323;31-09-2026;6;0", "R301", register="absences", head=DAY, good=DAYS)
quarantine("birth-date-on-no-day", "6504074324;99-99-2007;k", "R301", register="background",
           head="pupil;birth_date;sex\n", good=[f"65{m:02d}07432{m};05-0{m}-2007;k" for m in range(5, 9)] * 1
           + [f"65{m}0743{m + 20};05-{m}-2007;m" for m in (10, 11)] + ["6501074321;05-01-2007;m", "6502074322;05-02-2007;m",
                                                                     "6503074323;05-03-2007;m", "6509074329;05-09-2007;m"])
quarantine("agreement-ends-first", "6504074324;01-02-2027;01-03-2027;01-01-2027", "R303", register="agreements",
           head="pupil;signed;start;end\n", good=["6501074321;01-02-2027;01-03-2027;01-01-2028"])
quarantine("activity-at-unknown-programme", "12-08-2026;visit;kok-9", "R304", register="activities",
           head="date;kind;programme\n", good=["12-08-2026;visit;smed-2"])

# --- rows that are left out under a name --------------------------------------------------------------------------
case("duplicates", enrol(GOOD[0], GOOD[1]), "", exit=0, excluded={"duplicate": 2})
case("outside-study", enrol("6512074332;smed-2;09-08-2030;;"), "", exit=0, excluded={"outside-study": 1})
case("never-started", enrol("6512074332;smed-2;09-08-2027;09-08-2027;never_started"), "", exit=0, excluded={"never-started": 1})
case("excluded-by-code", enrol("6512074332;smed-2;09-08-2027;09-08-2027;excluded"), "", exit=0, excluded={"excluded-code": 1})


# --- workbooks that ask for more room than they fill ----------------------------------------------------------------
def workbook(count="5", first="A1", more=""):
    """A workbook of the good rows; its header stands among the shared texts, the rest in the cells."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    shared = "".join(f"<si><t>{name}</t></si>" for name in HEAD.strip().split(";"))
    head = "".join(f'<c r="{at}" t="s"><v>{i}</v></c>' for i, at in enumerate([first, "B1", "C1", "D1", "E1"]))
    body = "".join(f'<row r="{n}">' + "".join(f'<c r="{"ABCDE"[i]}{n}" t="inlineStr"><is><t>{cell}</t></is></c>'
                   for i, cell in enumerate(row.split(";")) if cell) + "</row>" for n, row in enumerate(GOOD, 2))
    members = {
        "_rels/.rels": f'<Relationships {package}><Relationship Id="a" Type="{office}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {package}><Relationship Id="b" Type="{office}/worksheet" '
                                      'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="hold" sheetId="1" r:id="b"/></sheets>'
                           '</workbook>',
        "xl/sharedStrings.xml": f'<sst {main} uniqueCount="{count}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet {main}><sheetData><row r="1">{head}</row>{body}{more}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, text in members.items():
            book.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
case("workbook-cell-in-the-last-corner", workbook(more=FAR), "", exit=0, suffix="xlsx")
case("workbook-counts-texts-that-it-lacks", workbook(count="11169845296591"), "R107", suffix="xlsx", says=["more texts"])
case("workbook-count-beyond-numbers", workbook(count="99999999999999999999999"), "R107", suffix="xlsx", says=["more texts"])
case("workbook-header-beyond-the-last-column", workbook(first="ZZZZZZ1"), "R107", suffix="xlsx", says=["XFD"])


def quoted(value):
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(quoted(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{quoted(k)} = {v}" for k, v in value.items()) + " }"
    return str(value)


lines = ["# Written by make.py. What each broken file must be answered.\n"]
for c in CASES:
    lines.append("\n[[case]]\n" + "".join(f"{k} = {quoted(v)}\n" for k, v in c.items() if v not in (None, "", [])))
(HERE / "cases.toml").write_text("".join(lines), encoding="utf-8")
print(len(CASES), "cases")
