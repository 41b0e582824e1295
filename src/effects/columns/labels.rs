//! Columns of labels: codes in byte order, and one value a unit.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::trial::{Column, Columns};

/// A column as codes; no row may be empty.
pub(super) fn coded(table: &Columns, name: &str) -> Outcome<(Vec<u32>, Vec<String>)> {
    let (codes, labels) = table.get(name)?.coded();
    if let Some(empty) = labels.iter().position(String::is_empty) {
        let row = codes.iter().position(|c| *c as usize == empty).unwrap_or(0);
        return Err(Problem::new("E305", format!("column `{name}` is empty in a row"))
            .at(Place::file(&table.source))
            .found(format!("data row {}", row + 1))
            .help("every row needs its unit and its period"));
    }
    Ok((codes, labels))
}

/// The same coding with labels in byte order, so that the order of the rows says nothing.
pub(super) fn sorted((codes, labels): (Vec<u32>, Vec<String>)) -> (Vec<u32>, Vec<String>) {
    let mut order: Vec<u32> = (0..labels.len() as u32).collect();
    order.sort_unstable_by(|a, b| labels[*a as usize].cmp(&labels[*b as usize]));
    let mut place = vec![0u32; labels.len()];
    order.iter().enumerate().for_each(|(at, code)| place[*code as usize] = at as u32);
    let labels = order.iter().map(|c| labels[*c as usize].clone()).collect();
    (codes.into_iter().map(|c| place[c as usize]).collect(), labels)
}

/// One value per unit from one value per row, or the unit with two.
pub(crate) fn per_unit(unit: &[u32], units: &[String], column: &Column, name: &str) -> Outcome<Vec<String>> {
    let (codes, labels) = column.coded();
    let mut first: Vec<Option<u32>> = vec![None; units.len()];
    for (i, code) in unit.iter().zip(&codes) {
        match first[*i as usize] {
            None => first[*i as usize] = Some(*code),
            Some(seen) if seen == *code => {}
            Some(seen) => {
                return Err(Problem::new("E306", format!("unit `{}` has two values of `{name}`", units[*i as usize]))
                    .found(format!("`{}` and `{}`", labels[seen as usize], labels[*code as usize]))
                    .expected("one value for all rows of a unit")
                    .help("a unit starts once; make units of the parts that start at different times"));
            }
        }
    }
    Ok(first.into_iter().map(|c| c.map_or_else(String::new, |c| labels[c as usize].clone())).collect())
}
