//! Pupils and days absent as Parquet, written in blocks and read back.

use super::guarded::guarded;
use super::private_file::fill;
use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::{AbsenceDay, AbsenceDays, Departure, LateDay, Pupil, Pupils, Status};
use polars::prelude::*;
use std::fs::File;
use std::path::Path;

const PUPILS: &str = "pupils.parquet";
const ABSENCES: &str = "absences.parquet";
/// Days of pupils written at once.
const DAYS_AT_ONCE: usize = 1 << 20;
/// Columns of hours entered after the landmark, where the register says when rows were entered.
const LATE: [&str; 2] = ["absent_late", "lawful_late"];
const OUTCOME: &str = "outcome:";
const COVARIATE: &str = "covariate:";
/// Whether an outcome that is not asked of everybody is asked of a pupil.
const SELECTED: &str = "selected:";
/// The least that a pupil without an outcome in days can have.
const LEAST: &str = "least:";

/// The columns of a pupil, in this order; then `outcome:<name>`, beside some of them `selected:<name>` or `least:<name>`, and
/// `covariate:<name>`.
const COLUMNS: [&str; 10] =
    ["pseudonym", "programme", "period", "school", "class", "started", "status", "day", "departure", "contaminated"];

/// Writes `pupils.parquet` and `absences.parquet` into a folder: the same bytes for the same pupils.
pub fn write_pupils(folder: &Path, pupils: &Pupils) -> Outcome<()> {
    let rows = &pupils.rows;
    let n = rows.len();
    let text = |name: &str, of: &dyn Fn(&Pupil) -> String| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<String>>())
    };
    let mut columns = vec![
        text("pseudonym", &|p| p.pseudonym.clone()),
        text("programme", &|p| p.programme.clone()),
        text("period", &|p| p.period.clone()),
        text("school", &|p| p.school.clone()),
        text("class", &|p| p.class.clone()),
        Column::new("started".into(), rows.iter().map(|p| p.started).collect::<Vec<i32>>()),
        text("status", &|p| p.status.code().to_string()),
        Column::new("day".into(), rows.iter().map(|p| p.day).collect::<Vec<Option<i32>>>()),
        text("departure", &|p| departure_code(p.departure).to_string()),
        Column::new("contaminated".into(), rows.iter().map(|p| p.contaminated).collect::<Vec<bool>>()),
    ];
    for (i, name) in pupils.outcomes.iter().enumerate() {
        let values: Vec<Option<f64>> = rows.iter().map(|p| p.outcomes[i]).collect();
        columns.push(Column::new(format!("{OUTCOME}{name}").into(), values));
        if let Some(asked) = pupils.asked.get(&i) {
            let values: Vec<Option<f64>> = asked.iter().map(|a| Some(f64::from(u8::from(*a)))).collect();
            columns.push(Column::new(format!("{SELECTED}{name}").into(), values));
        }
        if let Some(least) = pupils.least.get(&i) {
            columns.push(Column::new(format!("{LEAST}{name}").into(), least.clone()));
        }
    }
    for (i, name) in pupils.covariates.iter().enumerate() {
        let values: Vec<Option<f64>> = rows.iter().map(|p| p.covariates[i]).collect();
        columns.push(Column::new(format!("{COVARIATE}{name}").into(), values));
    }
    write(&folder.join(PUPILS), n, columns)?;
    write_days(&folder.join(ABSENCES), &pupils.days, pupils.late.as_deref())
}

/// Days of pupils, so many at a time: there may be more of them than fit into memory twice.
fn write_days(path: &Path, days: &AbsenceDays, late: Option<&[LateDay]>) -> Outcome<()> {
    let mut chunks = days.chunks(DAYS_AT_ONCE);
    let first = frame_of_days(&path.display().to_string(), &chunks.next().unwrap_or_default(), late)?;
    fill(path, |file| {
        let mut writer =
            ParquetWriter::new(file).with_compression(ParquetCompression::Uncompressed).batched(first.schema())?;
        writer.write_batch(&first)?;
        for some in chunks {
            writer.write_batch(&DataFrame::new(some.len(), columns_of_days(&some, late))?)?;
        }
        writer.finish().map(|_| ())
    })
}

fn frame_of_days(shown: &str, days: &[AbsenceDay], late: Option<&[LateDay]>) -> Outcome<DataFrame> {
    guarded(shown, || DataFrame::new(days.len(), columns_of_days(days, late)))
}

fn columns_of_days(days: &[AbsenceDay], late: Option<&[LateDay]>) -> Vec<Column> {
    let number = |name: &str, of: &dyn Fn(&AbsenceDay) -> f64| {
        Column::new(name.into(), days.iter().map(of).collect::<Vec<f64>>())
    };
    let mut columns = vec![
        Column::new("pupil".into(), days.iter().map(|d| d.pupil).collect::<Vec<u32>>()),
        Column::new("day".into(), days.iter().map(|d| d.day).collect::<Vec<i32>>()),
        Column::new("school_day".into(), days.iter().map(|d| d.school_day).collect::<Vec<i32>>()),
        number("offered", &|d| d.offered),
        number("absent", &|d| d.absent),
        number("lawful", &|d| d.lawful),
    ];
    if let Some(late) = late {
        // hours entered after the landmark, where the register says when
        let of = |d: &AbsenceDay| late.binary_search_by_key(&(d.pupil, d.day), |l| (l.pupil, l.day)).ok();
        columns.push(number(LATE[0], &|d| of(d).map_or(0.0, |i| late[i].absent)));
        columns.push(number(LATE[1], &|d| of(d).map_or(0.0, |i| late[i].lawful)));
    }
    columns
}

fn write(path: &Path, height: usize, columns: Vec<Column>) -> Outcome<()> {
    let mut frame = guarded(&path.display().to_string(), || DataFrame::new(height, columns))?;
    fill(path, |file| {
        ParquetWriter::new(file).with_compression(ParquetCompression::Uncompressed).finish(&mut frame).map(|_| ())
    })
}

/// Reads what [`write_pupils`] wrote.
///
/// # Errors
/// `R501` when there is nothing yet, `R502` when the files are not of this form.
pub fn read_pupils(folder: &Path) -> Outcome<Pupils> {
    let frame = read(&folder.join(PUPILS))?;
    let names: Vec<String> = frame.get_column_names().iter().map(|n| n.to_string()).collect();
    let shown = folder.join(PUPILS).display().to_string();
    let bad = |what: String| malformed(&shown, what);
    if let Some((i, wanted)) = COLUMNS.iter().enumerate().find(|(i, w)| names.get(*i).is_none_or(|n| n != *w)) {
        return Err(bad(format!("column {} is not `{wanted}`", i + 1)));
    }
    let text = |name: &str| -> Outcome<Vec<String>> {
        let column =
            frame.column(name).and_then(|c| c.str().cloned()).map_err(|_| bad(format!("`{name}` is no text")))?;
        Ok(column.iter().map(|v| v.unwrap_or_default().to_string()).collect())
    };
    let whole = |name: &str| -> Outcome<Vec<i32>> {
        let column =
            frame.column(name).and_then(|c| c.i32().cloned()).map_err(|_| bad(format!("`{name}` is no number")))?;
        Ok(column.iter().map(|v| v.unwrap_or_default()).collect())
    };
    let number = |name: &str| -> Outcome<Vec<Option<f64>>> {
        let column =
            frame.column(name).and_then(|c| c.f64().cloned()).map_err(|_| bad(format!("`{name}` is no number")))?;
        Ok(column.iter().collect())
    };
    let contaminated =
        frame.column("contaminated").and_then(|c| c.bool().cloned()).map_err(|_| bad("`contaminated`".into()))?;
    let (pseudonym, programme, period) = (text("pseudonym")?, text("programme")?, text("period")?);
    let (school, class, status, departure) = (text("school")?, text("class")?, text("status")?, text("departure")?);
    let started = whole("started")?;
    // nobody knows when a departure without a date was
    let day: Vec<Option<i32>> = frame
        .column("day")
        .and_then(|c| c.i32().cloned())
        .map_err(|_| bad("`day` is no number".into()))?
        .iter()
        .collect();
    let mut pupils = Pupils::default();
    let (outcomes, covariates) = beside(&mut pupils, &names[COLUMNS.len()..], &number, &bad)?;
    for (i, pseudonym) in pseudonym.into_iter().enumerate() {
        pupils.rows.push(Pupil {
            pseudonym,
            programme: programme[i].clone(),
            period: period[i].clone(),
            school: school[i].clone(),
            class: class[i].clone(),
            started: started[i],
            status: Status::from_code(&status[i]).ok_or_else(|| bad(format!("unknown status `{}`", status[i])))?,
            day: day[i],
            departure: departure_of(&departure[i])
                .ok_or_else(|| bad(format!("unknown departure `{}`", departure[i])))?,
            contaminated: contaminated.get(i).unwrap_or_default(),
            outcomes: outcomes.iter().map(|v| v[i]).collect(),
            covariates: covariates.iter().map(|v| v[i]).collect(),
        });
    }
    (pupils.days, pupils.late) = read_days(&folder.join(ABSENCES), pupils.rows.len())?;
    Ok(pupils)
}

/// Values of columns that a study names itself, by outcome and by covariate.
type Named = (Vec<Vec<Option<f64>>>, Vec<Vec<Option<f64>>>);

/// Reads the columns behind those of every pupil, and takes their names.
fn beside(
    pupils: &mut Pupils,
    names: &[String],
    number: &dyn Fn(&str) -> Outcome<Vec<Option<f64>>>,
    bad: &dyn Fn(String) -> Problem,
) -> Outcome<Named> {
    let (mut outcomes, mut covariates) = (Vec::new(), Vec::new());
    for name in names {
        let of_last = |prefix: &str, outcomes: &[String]| {
            name.strip_prefix(prefix).is_some_and(|own| outcomes.last().is_some_and(|o| o == own))
        };
        if let Some(own) = name.strip_prefix(OUTCOME) {
            pupils.outcomes.push(own.to_string());
            outcomes.push(number(name)?);
        } else if of_last(SELECTED, &pupils.outcomes) {
            let asked = number(name)?.into_iter().map(|v| v == Some(1.0)).collect();
            pupils.asked.insert(pupils.outcomes.len() - 1, asked);
        } else if of_last(LEAST, &pupils.outcomes) {
            pupils.least.insert(pupils.outcomes.len() - 1, number(name)?);
        } else if let Some(own) = name.strip_prefix(COVARIATE) {
            pupils.covariates.push(own.to_string());
            covariates.push(number(name)?);
        } else {
            return Err(bad(format!("unknown column `{name}`")));
        }
    }
    Ok((outcomes, covariates))
}

fn read_days(path: &Path, pupils: usize) -> Outcome<(AbsenceDays, Option<Vec<LateDay>>)> {
    let frame = read(path)?;
    let shown = path.display().to_string();
    let bad = |_| malformed(&shown, "its columns are others".into());
    let pupil = frame.column("pupil").and_then(|c| c.u32().cloned()).map_err(bad)?;
    let whole = |name: &str| frame.column(name).and_then(|c| c.i32().cloned()).map_err(bad);
    let number = |name: &str| frame.column(name).and_then(|c| c.f64().cloned()).map_err(bad);
    let (day, school_day) = (whole("day")?, whole("school_day")?);
    let (offered, absent, lawful) = (number("offered")?, number("absent")?, number("lawful")?);
    let mut days = AbsenceDays::with_capacity(pupil.len());
    for (((((pupil, day), school_day), offered), absent), lawful) in
        pupil.iter().zip(day.iter()).zip(school_day.iter()).zip(offered.iter()).zip(absent.iter()).zip(lawful.iter())
    {
        let pupil = pupil.filter(|p| (*p as usize) < pupils);
        let pupil = pupil.ok_or_else(|| malformed(&shown, "a day belongs to no pupil".into()))?;
        days.push(AbsenceDay {
            pupil,
            day: day.unwrap_or_default(),
            school_day: school_day.unwrap_or_default(),
            offered: offered.unwrap_or_default(),
            absent: absent.unwrap_or_default(),
            lawful: lawful.unwrap_or_default(),
        });
    }
    if !frame.get_column_names().iter().any(|n| n.as_str() == LATE[0]) {
        return Ok((days, None));
    }
    let (absent, lawful) = (number(LATE[0])?, number(LATE[1])?);
    let hours = absent.iter().zip(lawful.iter()).map(|(a, l)| (a.unwrap_or_default(), l.unwrap_or_default()));
    let late = days.iter().zip(hours).filter(|(_, (absent, _))| *absent > 0.0);
    let late = late.map(|(d, (absent, lawful))| LateDay { pupil: d.pupil, day: d.day, absent, lawful }).collect();
    Ok((days, Some(late)))
}

fn read(path: &Path) -> Outcome<DataFrame> {
    let shown = path.display().to_string();
    if !path.is_file() {
        if path.with_file_name("counts.csv").is_file() {
            return Err(Problem::new("R501", "the study was given counts, and this needs its pupils one by one")
                .at(Place::file(shown))
                .help("it is made where the registers are: `lodtrin ingest --key-file PATH`"));
        }
        return Err(Problem::new("R501", format!("there is no `{shown}` yet"))
            .at(Place::file(shown))
            .help("run `lodtrin ingest` first"));
    }
    let file = File::open(path).map_err(|e| crate::provenance::io_problem("read", path, &e))?;
    guarded(&shown, || ParquetReader::new(file).set_rechunk(true).finish())
}

fn malformed(shown: &str, what: String) -> Problem {
    Problem::new("R502", "the file is not one that this version of lodtrin wrote")
        .at(Place::file(shown))
        .found(what)
        .help("run `lodtrin ingest` again")
}

fn departure_code(d: Departure) -> &'static str {
    match d {
        Departure::None => "none",
        Departure::Dropout => "dropout",
        Departure::Other => "other",
    }
}

fn departure_of(code: &str) -> Option<Departure> {
    [Departure::None, Departure::Dropout, Departure::Other].into_iter().find(|d| departure_code(*d) == code)
}
