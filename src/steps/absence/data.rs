//! The question asked of any table.

use crate::absence::rows::{
    Analysis, DataQuestion, Question, analyse, closing, definition_of_table, starters_of_table, table,
};
use crate::diagnostics::{Outcome, Progress};
use crate::registers::{DataForm, read_columns_as};
use crate::tables::Table;
use crate::trial::facts::Fact;

/// Reads the table and answers.
///
/// # Errors
/// What reading and [`analyse`] refuse; `A109` a code of the event column that means two things; `A110` a covariate in
/// words with too many values.
pub fn run_data(asked: &DataQuestion, progress: &dyn Progress) -> Outcome<Table> {
    let mut wanted: Vec<&str> = vec![&asked.cluster, &asked.days, &asked.time, &asked.event];
    wanted.extend(asked.covariates.iter().map(String::as_str));
    wanted.extend(asked.question.subgroups.iter().map(String::as_str));
    wanted.extend(asked.question.school.iter().map(String::as_str));
    wanted.extend(asked.question.classes.iter().map(String::as_str));
    let data = DataForm { form: asked.form.clone(), labels: vec![&asked.cluster] };
    let columns = read_columns_as(&asked.file, &wanted, &data)?;
    let (starters, mut warnings) = starters_of_table(asked, &columns)?;
    drop(columns);
    let question = Question { definition: definition_of_table(asked), ..asked.question.clone() };
    let Analysis { mut sheet, mut facts, .. } = analyse(&starters, &question, progress)?;
    sheet.say_guarded();
    warnings.extend(sheet.warnings);
    closing(&sheet.lines, &question, &mut facts, None);
    facts.insert(0, question.definition.stated());
    Ok(table(&sheet.lines, facts, warnings))
}
