//! Tables for LaTeX: booktabs rules, captions, labels, no wider than the line.

use super::blocks::shown;
use super::table::PaperTable;
use super::widths::Letters;
use crate::tables::table_forms::latex;

/// Rows beyond which a table is broken over pages.
const LONG: usize = 40;

/// Hundredths of a point, of `\footnotesize` (8 points) and twice `\tabcolsep`.
const LETTERS: Letters = Letters { word: 400, figure: 430, heading: 395, beside: 600 };

/// The line of an article of 10 points, and of the same turned, hundredths of a point.
const LINE: usize = 34_500;
const TURNED: usize = 55_000;

/// What a document must load.
const HEAD: &str =
    "% \\usepackage{booktabs}\n% \\usepackage{longtable}\n% \\usepackage{array}\n% \\usepackage{pdflscape}\n";

/// All tables, each with `\caption` and `\label{tab:NAME}`.
pub fn tex(tables: &[PaperTable]) -> String {
    let mut text = HEAD.to_string();
    for table in tables {
        text.push('\n');
        text.push_str(&one(table));
    }
    text
}

/// The places of the columns, and whether the page is turned: natural widths where the table fits the line, else shares of
/// it, in which words and headings are broken.
fn places(table: &PaperTable) -> (String, bool) {
    let columns: Vec<(&str, bool)> = table.columns.iter().map(|c| (c.heading.as_str(), c.numeric)).collect();
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|r| r.iter().map(shown).collect()).collect();
    if LETTERS.whole(&columns, &rows) <= LINE {
        return (columns.iter().map(|(_, number)| if *number { 'r' } else { 'l' }).collect(), false);
    }
    let turned = LETTERS.least(&columns, &rows) > LINE;
    let total = if turned { TURNED } else { LINE };
    let place = |(width, (_, number)): (&usize, &(&str, bool))| {
        let side = if *number { "\\raggedleft" } else { "\\raggedright" };
        let share = (10_000 * width / total) as f64 / 10_000.0;
        format!(">{{{side}\\arraybackslash}}p{{\\dimexpr {share:.4}\\linewidth-2\\tabcolsep}}")
    };
    (LETTERS.widths(&columns, &rows, total).iter().zip(&columns).map(place).collect(), turned)
}

fn one(table: &PaperTable) -> String {
    let (places, turned) = places(table);
    let row = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
    let head = row(table.columns.iter().map(|c| latex(&c.heading)).collect());
    let body: String = table.rows.iter().map(|r| row(r.iter().map(|c| latex(shown(c))).collect())).collect();
    let notes: String = table.notes.iter().map(|n| format!("\\par {}\n", latex(n))).collect();
    let caption = format!("\\caption{{{}}}\\label{{tab:{}}}", latex(&table.caption), table.name);
    let small = "\\footnotesize\\setlength{\\tabcolsep}{3pt}";
    let made = if table.rows.len() > LONG {
        format!(
            "{{{small}\n\\begin{{longtable}}{{{places}}}\n{caption} \\\\\n\\toprule\n{head}\\midrule\n\\endfirsthead\n\
             \\toprule\n{head}\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n{body}\\end{{longtable}}\n\\raggedright\n{notes}\\par}}\n"
        )
    } else {
        format!(
            "\\begin{{table}}[htbp]\n\\centering{small}\n{caption}\n\\begin{{tabular}}{{{places}}}\n\\toprule\n{head}\
             \\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n\\par\\smallskip\\raggedright\n{notes}\\end{{table}}\n"
        )
    };
    if turned { format!("\\begin{{landscape}}\n{made}\\end{{landscape}}\n") } else { made }
}
