"""Writes the enrolments of formats.csv as a workbook and a Parquet file with openpyxl 3.1.5 and pyarrow 26.0.1, so that
other software's own bytes are read. The workbook has an empty first sheet, a title row's worth of blank cells to the
right, real dates in one column and text in the other. Run in this folder."""
import csv
import datetime as dt

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

rows = list(csv.DictReader(open("formats.csv", encoding="utf-8"), delimiter=";"))
day = lambda t: dt.datetime.strptime(t, "%d-%m-%Y").date() if t else None

book = openpyxl.Workbook()
book.active.title = "Tom"
sheet = book.create_sheet("Elever")
sheet.append(["pupil", "programme", "start", "end", "exit_code", None])
for r in rows:
    # numbers lose nothing here: the identifiers have ten digits
    sheet.append([int(r["pupil"]), r["programme"], day(r["start"]), r["end"] or None, r["exit_code"] or None])
for cell in sheet["C"][1:]:
    cell.number_format = "dd-mm-yyyy"
book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
book.save("formats.xlsx")

table = pa.table({
    "pupil": pa.array([int(r["pupil"]) for r in rows], pa.int64()),
    "programme": pa.array([r["programme"] for r in rows]).dictionary_encode(),
    "start": pa.array([day(r["start"]) for r in rows], pa.date32()),
    "end": pa.array([day(r["end"]) and dt.datetime.combine(day(r["end"]), dt.time()) for r in rows], pa.timestamp("us")),
    "exit_code": pa.array([r["exit_code"] or None for r in rows]),
})
pq.write_table(table, "formats.parquet", compression="NONE")
