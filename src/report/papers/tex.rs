//! Tables for LaTeX: booktabs rules, captions, labels.

use super::blocks::shown;
use super::table::PaperTable;
use crate::tables::table_forms::latex;

/// Rows beyond which a table is broken over pages.
const LONG: usize = 40;

/// Letters beyond which a cell of words is broken over lines.
const WIDE: usize = 44;

/// All tables, each with `\caption` and `\label{tab:NAME}`.
pub fn tex(tables: &[PaperTable]) -> String {
    let mut text = "% \\usepackage{booktabs}\n% \\usepackage{longtable}\n".to_string();
    for table in tables {
        text.push('\n');
        text.push_str(&one(table));
    }
    text
}

fn one(table: &PaperTable) -> String {
    let longest = |j: usize| table.rows.iter().map(|r| shown(&r[j]).chars().count()).max().unwrap_or(0);
    // long words are set in paragraphs, so that a table stays on its page
    let place = |(j, c): (usize, &super::table::Column)| match (c.numeric, longest(j) > WIDE) {
        (true, _) => "r",
        (_, true) => "p{32mm}",
        _ => "l",
    };
    let places: String = table.columns.iter().enumerate().map(place).collect();
    let row = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
    let head = row(table.columns.iter().map(|c| latex(&c.heading)).collect());
    let body: String = table.rows.iter().map(|r| row(r.iter().map(|c| latex(shown(c))).collect())).collect();
    let notes: String = table.notes.iter().map(|n| format!("\\par {}\n", latex(n))).collect();
    let caption = format!("\\caption{{{}}}\\label{{tab:{}}}", latex(&table.caption), table.name);
    if table.rows.len() > LONG {
        return format!(
            "{{\\footnotesize\n\\begin{{longtable}}{{{places}}}\n{caption} \\\\\n\\toprule\n{head}\\midrule\n\\endfirsthead\n\
             \\toprule\n{head}\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n{body}\\end{{longtable}}\n{notes}}}\n"
        );
    }
    format!(
        "\\begin{{table}}[htbp]\n\\centering\\footnotesize\n{caption}\n\\begin{{tabular}}{{{places}}}\n\\toprule\n{head}\
         \\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n{notes}\\end{{table}}\n"
    )
}
