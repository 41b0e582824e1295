"""Opens the tables of a study as readers of papers do: python-docx, openpyxl, and what LibreOffice made of both.

Usage: open_tables.py FOLDER, with FOLDER/results/tables; LibreOffice's forms, where there, in FOLDER/converted as tables.txt
(of tables.docx) and tables-NAME.csv (of a sheet of tables.xlsx). Prints one line of JSON: every table's name, columns and rows by
each reader.
"""

import csv
import json
import pathlib
import sys

import docx
import openpyxl

folder = pathlib.Path(sys.argv[1])
tables = folder / "results/tables"

document = docx.Document(str(tables / "tables.docx"))
assert document.core_properties.created.year == 1980, document.core_properties.created
captions = [p.text for p in document.paragraphs if p.style.name.lower() == "caption"]
assert len(captions) == len(document.tables), (captions, len(document.tables))
told = {"docx": {}, "xlsx": {}, "csv": {}}
for caption, table in zip(captions, document.tables):
    name = caption.split(".")[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert len({len(row) for row in rows}) == 1, name
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader"), f"{name}: its head does not repeat"
    told["docx"][name] = rows

book = openpyxl.load_workbook(str(tables / "tables.xlsx"))
for sheet in book:
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1", sheet.title
    rows = []
    for row in sheet.iter_rows(values_only=True):
        if all(cell is None for cell in row):
            break
        rows.append(list(row))
    told["xlsx"][sheet.title] = rows

for file in sorted((folder / "converted").glob("tables-*.csv")):
    with open(file, encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    end = next((i for i, row in enumerate(rows) if not any(row)), len(rows))
    told["csv"][file.stem.removeprefix("tables-")] = rows[:end]
words = folder / "converted/tables.txt"
told["txt"] = words.read_text(encoding="utf-8") if words.exists() else ""
print(json.dumps(told, ensure_ascii=False))
