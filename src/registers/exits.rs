//! Exits as they are read.

use super::cells::dates;
use super::enrolments::{Entries, Exit, named, naming_of};
use super::fields::Register;
use super::gate::{Context, Fate, Gate};
use super::labels::codes_of;
use super::ledger::reason;
use super::profiles::Class;
use super::programmes::{self, Named, Programmes};
use crate::diagnostics::Outcome;

/// Positions of the fields of exits.
mod exit_at {
    pub const PROGRAMME: usize = 1;
    pub const DATE: usize = 2;
    pub const CODE: usize = 3;
}

/// Reads exits into the entries.
pub(super) fn read(ctx: &Context<'_>, gate: &mut Gate, programmes: &Programmes, entries: &mut Entries) -> Outcome<()> {
    let profile = ctx.profile(Register::Exits)?;
    let codes = codes_of(ctx.study, Register::Exits, &profile);
    let naming = naming_of(ctx, Register::Exits, programmes)?;
    gate.read(ctx, Register::Exits, |gate, delivery, row, origin| {
        let pupil = gate.pupil(ctx, Register::Exits, delivery, row)?;
        if gate.opted_out.contains(&pupil) {
            return Ok(Fate::Excluded(reason::OPT_OUT));
        }
        let code = delivery.reading.code(row, exit_at::CODE).to_string();
        let column = delivery.column_name(exit_at::CODE).to_string();
        let missing = delivery.reading.is_missing(&code);
        let class = gate.class(Register::Exits, &column, &codes, &code, missing);
        let programme = delivery.text(row, exit_at::PROGRAMME).to_string();
        let date = delivery.needed_date(row, exit_at::DATE)?;
        let known = match programme.is_empty() {
            true => None,
            false => {
                let label = delivery.reading.label(row, exit_at::PROGRAMME);
                match named(&naming, &programme, label, naming.school(delivery.shown()), programmes) {
                    Named::In(p, _) => Some(p),
                    Named::Out => return Ok(Fate::Excluded(reason::OTHER)),
                    // an exit from a programme outside the study of a pupil who is in it
                    Named::Unknown => {
                        let written = label.unwrap_or(&programme);
                        gate.unknown_programme(origin.file, written);
                        return Err(programmes::unknown(written, programmes));
                    }
                }
            }
        };
        if !dates::is_open(date) && class.is_some_and(|c| c != Class::InProgress) {
            entries.last_day = entries.last_day.max(date);
        }
        entries.exits.push(Exit { origin, pupil, programme: known, date, class });
        Ok(Fate::Later)
    })?;
    let unknown = std::mem::take(&mut gate.unknown_programmes);
    if ctx.decl(Register::Exits).is_some() {
        gate.ledger(Register::Exits).unknown_programmes = unknown;
    }
    Ok(())
}
