//! Every register of a simulated study, row by row, in canonical fields.

use super::codes::CodeBook;
use super::course::{Course, Ending, Population};
use super::delivery::{Cell, Table};
use super::truth::Setting;
use crate::provenance::Stream;
use crate::trial::study::RegisterDecl;

/// Hours of an activity, its size and the share of activities of each kind.
const ACTIVITIES: [&str; 4] = ["visit", "workshop", "mentor meeting", "agreement signed"];
/// Share of those who completed with a training agreement, and of agreements that end early.
const AGREED: f64 = 0.7;
const BROKEN: f64 = 0.1;
/// Share of pupils who opt out.
const OPTED_OUT: f64 = 0.003;

/// One register, row by row, in canonical fields.
pub(super) fn table(
    name: &str,
    decl: &RegisterDecl,
    setting: &Setting,
    population: &Population,
    codes: &CodeBook,
    exits_apart: bool,
) -> Table {
    let mut table = Table { fields: fields(name, decl, exits_apart), rows: Vec::new() };
    let mut pick = Stream::seeded("lodtrin simulate registers 1", setting.seed, number(name));
    if name == "activities" {
        activities(&mut table, setting, &mut pick);
        return table;
    }
    let delivered = |c: &&Course| !setting.away.undelivered(c.programme, c.period);
    for course in population.pupils.iter().filter(delivered) {
        let school = setting.programmes[course.programme].school.clone();
        for row in rows(name, course, setting, codes, &mut pick) {
            let cells = table.fields.iter().map(|f| row.cell(f)).collect();
            table.rows.push((row.school.clone().unwrap_or_else(|| school.clone()), cells));
        }
    }
    table
}

/// Required fields first, then the optional ones that the declaration maps; without any mapping, the usual ones.
fn fields(name: &str, decl: &RegisterDecl, exits_apart: bool) -> Vec<String> {
    let (required, usual): (&[&str], &[&str]) = match name {
        "enrolments" => (&["pupil", "programme", "start"], &["end", "exit_code", "school", "class"]),
        "exits" => (&["pupil", "programme", "date", "code"], &[]),
        "absences" => (&["pupil", "date", "hours_offered", "hours_absent"], &["code"]),
        "background" => (&["pupil"], &["birth_date", "sex", "benefit"]),
        "agreements" => (&["pupil", "signed"], &["start", "end", "end_reason"]),
        "activities" => (&["date", "kind", "programme"], &["school", "staff", "count", "target"]),
        _ => (&["pupil"], &[]),
    };
    let mut list: Vec<String> = required.iter().map(|f| f.to_string()).collect();
    let declared = |f: &str| decl.columns.is_empty() || decl.columns.contains_key(f);
    let code_here = |f: &str| name != "enrolments" || f != "exit_code" || !exits_apart || decl.columns.contains_key(f);
    list.extend(usual.iter().filter(|f| declared(f) && code_here(f)).map(|f| f.to_string()));
    let own = decl.columns.keys().filter(|f| !list.contains(f)).cloned().collect::<Vec<_>>();
    list.extend(own);
    list
}

fn number(name: &str) -> u64 {
    name.bytes().fold(0, |n, b| (n * 31 + u64::from(b)) % (1 << 40))
}

/// A row by canonical fields; a field that it does not have is a study's own covariate or stays empty.
struct Row {
    school: Option<String>,
    cells: Vec<(&'static str, Cell)>,
    own: f64,
}

impl Row {
    fn cell(&self, field: &str) -> Cell {
        match self.cells.iter().find(|(f, _)| *f == field) {
            Some((_, cell)) => cell.clone(),
            None if field == "part" => Cell::Text("GF2".into()),
            None if self.own.is_nan() => Cell::Empty,
            None => Cell::Number(self.own, 1),
        }
    }
}

fn rows(name: &str, course: &Course, setting: &Setting, codes: &CodeBook, pick: &mut Stream) -> Vec<Row> {
    let pupil = || ("pupil", Cell::Text(course.number.clone()));
    let plain = |cells| Row { school: None, cells, own: f64::NAN };
    match name {
        "enrolments" | "exits" => spells(name, course, setting, codes, pick),
        "absences" => course
            .days
            .iter()
            .map(|d| {
                let list = if d.lawful { &codes.lawful } else { &codes.unlawful };
                let code = if d.absent == 0 { Cell::Empty } else { Cell::Text(choose(list, pick)) };
                plain(vec![
                    pupil(),
                    ("date", Cell::Date(d.date)),
                    ("hours_offered", Cell::Number(f64::from(d.offered) / 2.0, 1)),
                    ("hours_absent", Cell::Number(f64::from(d.absent) / 2.0, 1)),
                    ("code", code),
                ])
            })
            .collect(),
        "background" => {
            // a dashed number, as the population register prints it
            let dashed = format!("{}-{}", &course.number[..6], &course.number[6..]);
            let own = libm::round((7.0 + 2.2 * pick.normal()) * 10.0) / 10.0;
            vec![Row {
                school: None,
                cells: vec![
                    ("pupil", Cell::Text(dashed)),
                    ("birth_date", Cell::Date(course.birth)),
                    ("sex", Cell::Text(if course.female { "K" } else { "M" }.into())),
                    ("benefit", Cell::Text(if course.benefit { "1" } else { "0" }.into())),
                ],
                own,
            }]
        }
        "agreements" => agreement(course, pick)
            .into_iter()
            .map(|mut r| {
                r.cells.push(pupil());
                r
            })
            .collect(),
        "optouts" => {
            if pick.chance(OPTED_OUT) {
                vec![plain(vec![pupil()])]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}

fn spells(name: &str, course: &Course, setting: &Setting, codes: &CodeBook, pick: &mut Stream) -> Vec<Row> {
    let mut out = Vec::new();
    for spell in &course.spells {
        let ticket = &setting.programmes[spell.programme];
        let code = match spell.ending {
            None => Cell::Empty,
            Some(Ending::Completed) => Cell::Text(choose(&codes.completed, pick)),
            Some(Ending::Dropout) => Cell::Text(choose(&codes.dropout, pick)),
            Some(Ending::NeverStarted) => Cell::Text(choose(&codes.never_started, pick)),
            Some(Ending::Moved) => Cell::Text(choose(&codes.moved, pick)),
        };
        if name == "exits" && spell.ending.is_none() {
            continue;
        }
        let end = spell.end.map_or(Cell::Empty, Cell::Date);
        let class = format!("{}/{}/{}", ticket.id, setting.periods[course.period].id, course.class);
        out.push(Row {
            school: Some(ticket.school.clone()),
            cells: vec![
                ("pupil", Cell::Text(course.number.clone())),
                ("programme", Cell::Text(ticket.id.clone())),
                ("start", Cell::Date(spell.start)),
                ("end", end.clone()),
                ("date", end),
                ("code", code.clone()),
                ("exit_code", code),
                ("school", Cell::Text(ticket.school.clone())),
                ("speciale", Cell::Text(ticket.id.clone())),
                ("class", Cell::Text(class)),
            ],
            own: f64::NAN,
        });
    }
    out
}

fn agreement(course: &Course, pick: &mut Stream) -> Option<Row> {
    let (agreed, broken) = (pick.chance(AGREED), pick.chance(BROKEN));
    let (wait, length) = (pick.below(120) as i32, 300 + pick.below(700) as i32);
    let row = |signed: i32, start: i32, stops: i32, broken: bool| Row {
        school: None,
        cells: vec![
            ("signed", Cell::Date(signed)),
            ("start", Cell::Date(start)),
            ("end", Cell::Date(stops)),
            ("end_reason", Cell::Text(if broken { "terminated" } else { "completed" }.into())),
        ],
        own: f64::NAN,
    };
    if let Some(drawn) = &course.agreement {
        return drawn.map(|a| row(a.signed, a.start, a.end, a.broken));
    }
    let end = course.spells.last().filter(|s| s.ending == Some(Ending::Completed))?.end?;
    agreed.then(|| row(end - wait, end + 3, end + 3 + if broken { length / 6 } else { length }, broken))
}

/// What the programmes under the intervention received: three to six activities a period.
fn activities(table: &mut Table, setting: &Setting, pick: &mut Stream) {
    for (i, ticket) in setting.programmes.iter().enumerate() {
        for (j, period) in setting.periods.iter().enumerate() {
            let count = 3 + pick.below(4);
            for _ in 0..count {
                let day = period.start + pick.below((period.end - period.start).max(1) as u64) as i32;
                let kind = ACTIVITIES[pick.below(ACTIVITIES.len() as u64) as usize];
                let (staff, size) = (1 + pick.below(5), 1 + pick.below(12));
                if !setting.treated(i, j) || setting.away.has_left(i, j) {
                    continue;
                }
                let row = Row {
                    school: None,
                    cells: vec![
                        ("date", Cell::Date(day)),
                        ("kind", Cell::Text(kind.into())),
                        ("programme", Cell::Text(ticket.id.clone())),
                        ("school", Cell::Text(ticket.school.clone())),
                        ("staff", Cell::Text(format!("staff-{staff}"))),
                        ("count", Cell::Number(size as f64, 0)),
                        ("target", Cell::Number(10.0, 0)),
                    ],
                    own: f64::NAN,
                };
                let cells = table.fields.iter().map(|f| row.cell(f)).collect();
                table.rows.push((ticket.school.clone(), cells));
            }
        }
    }
}

/// One of a class's codes; the first is the commonest.
fn choose(list: &[String], pick: &mut Stream) -> String {
    let (common, other) = (pick.chance(0.6), pick.below(list.len().max(1) as u64) as usize);
    list.get(if common { 0 } else { other }).cloned().unwrap_or_default()
}
