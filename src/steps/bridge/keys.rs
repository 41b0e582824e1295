//! Columns of the frame's file by which the machine names programmes.

use crate::diagnostics::{Outcome, Place, Problem};
use crate::folder::study::Folder;
use crate::registers;
use crate::trial::Study;
use crate::trial::study::FrameDecl;
use std::collections::BTreeMap;

/// A column's name, and its values by programme.
type Key = (String, BTreeMap<String, String>);

/// Reads the columns from the frame's file.
///
/// # Errors
/// `E392` when a column is not there, or has the name of one that the table has already.
pub(super) fn read(folder: &Folder, plan: &Study, names: &[String]) -> Outcome<Vec<Key>> {
    let file = &plan.frame.file;
    let refuse = |name: &str, why: &str| {
        Problem::new("E392", format!("--keys: {why}"))
            .at(Place::file(file.clone()))
            .found(format!("`{name}`"))
            .help("name columns of the list of programmes, such as --keys INSTNR,UDD")
    };
    for (i, name) in names.iter().enumerate() {
        if ["programme", "unit"].contains(&name.as_str()) || names[..i].contains(name) {
            return Err(refuse(name, "a column of this name is there already"));
        }
    }
    names
        .iter()
        .map(|name| {
            // the column is read as text, as it stands
            let decl = FrameDecl {
                stratum: Some(name.clone()),
                lot: None,
                covariates: Vec::new(),
                first: None,
                last: None,
                ..plan.frame.clone()
            };
            let rows = registers::read_frame(&folder.path(file), file, &decl).map_err(|p| {
                if p.code() == "R201" { refuse(name, "the list of programmes has no such column") } else { p }
            })?;
            let of = rows.into_iter().map(|r| (r.id.trim().to_string(), r.stratum.trim().to_string())).collect();
            Ok((name.clone(), of))
        })
        .collect()
}
