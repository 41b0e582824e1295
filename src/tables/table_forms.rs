//! A table for a manuscript: Markdown and LaTeX, with numbers for people.

use super::{Table, Value, significant};
use crate::trial::Language;

impl Table {
    /// Markdown (pipe table), four significant digits, numbers to the right.
    pub fn to_markdown(&self, language: Language) -> String {
        let mut text = line(self.columns.iter().map(|c| markdown(c)));
        let rule = (0..self.columns.len()).map(|j| if self.numeric(j) { "---:" } else { "---" }.to_string());
        text.push_str(&line(rule));
        for row in &self.rows {
            text.push_str(&line(row.iter().zip(&self.columns).map(|(v, c)| markdown(&people(v, c, language)))));
        }
        text
    }

    /// LaTeX (`tabular` with `booktabs` rules), four significant digits.
    pub fn to_latex(&self, language: Language) -> String {
        let places: String = (0..self.columns.len()).map(|j| if self.numeric(j) { 'r' } else { 'l' }).collect();
        let row = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
        let mut text = format!("% needs \\usepackage{{booktabs}}\n\\begin{{tabular}}{{{places}}}\n\\toprule\n");
        text.push_str(&row(self.columns.iter().map(|c| latex(c)).collect()));
        text.push_str("\\midrule\n");
        for r in &self.rows {
            text.push_str(&row(r.iter().zip(&self.columns).map(|(v, c)| latex(&people(v, c, language))).collect()));
        }
        text.push_str("\\bottomrule\n\\end{tabular}\n");
        text
    }

    fn numeric(&self, column: usize) -> bool {
        self.rows.iter().any(|r| matches!(r[column], Value::Num(_) | Value::Int(_)))
            && !self.rows.iter().any(|r| matches!(r[column], Value::Text(_)))
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

fn people(value: &Value, column: &str, language: Language) -> String {
    match value {
        Value::Text(t) => t.clone(),
        Value::Num(p) if column == "p.value" => language.p_value(*p),
        Value::Num(x) => {
            let text = significant(*x, 4);
            let text = if language == Language::Da { text.replace('.', ",") } else { text };
            text.replacen('-', "−", 1)
        }
        Value::Int(i) => i.to_string(),
        Value::Bool(b) => language.pick(if *b { "ja" } else { "nej" }, if *b { "yes" } else { "no" }).to_string(),
        Value::Missing => "–".to_string(),
    }
}

/// Words in a cell of a pipe table: no line ends, pipes, or marks that begin HTML or emphasis.
pub(crate) fn markdown(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Words in running Markdown, shown as they stand.
pub(crate) fn prose(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '!' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Words as LaTeX prints them.
pub(crate) fn latex(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '−' => out.push_str("$-$"),
            '∞' => out.push_str("$\\infty$"),
            '×' => out.push_str("$\\times$"),
            '<' => out.push_str("$<$"),
            '>' => out.push_str("$>$"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut t = Table::new("lodtrin/test/1", &["term", "estimate", "p.value"]);
        t.push(vec!["a|b_<c>&\n%".into(), (-0.0612345).into(), 0.0002.into()]);
        t.push(vec!["x".into(), Value::Missing, 0.5.into()]);
        t
    }

    #[test]
    fn markdown_escapes_and_aligns() {
        let expected = "| term | estimate | p.value |\n| --- | ---: | ---: |\n| a\\|b\\_\\<c\\>\\& % | −0,06123 | \\<0,001 |\n| x | – | 0,500 |\n";
        assert_eq!(table().to_markdown(Language::Da), expected);
    }

    #[test]
    fn latex_escapes_and_aligns() {
        let text = table().to_latex(Language::En);
        assert!(text.contains("\\begin{tabular}{lrr}"));
        assert!(text.contains("a|b\\_$<$c$>$\\& \\% & $-$0.06123 & $<$0.001 \\\\\n"), "{text}");
    }
}
