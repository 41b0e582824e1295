//! A document as blocks of words: headings, paragraphs, lists, tables; and the small markup of texts that people write
//! themselves.

use super::table::{Cell, PaperTable};

/// Words of one kind within a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// An address that begins with `http://` or `https://`.
    pub link: Option<String>,
}

impl Run {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Run { text: text.into(), ..Run::default() }
    }
}

/// A block of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading of level 1 to 3.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// An item of a list.
    Item(Vec<Run>),
    /// A table, with the words before its number.
    Table(PaperTable, String),
    /// A table without a number: names of columns and rows.
    Plain(Vec<String>, Vec<Vec<String>>),
}

impl Block {
    /// A paragraph of plain words.
    pub fn words(text: impl Into<String>) -> Self {
        Block::Paragraph(vec![Run::plain(text)])
    }
}

/// The blocks of a text that people wrote: paragraphs between empty lines, lists of lines that begin with `- `, `* ` or
/// `1. `, `*emphasis*`, `**strong**`, `[words](https://…)`. Everything else is words.
pub fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let close = |paragraph: &mut Vec<&str>, blocks: &mut Vec<Block>| {
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(runs(&paragraph.join(" "))));
            paragraph.clear();
        }
    };
    let mut in_item = false;
    for line in text.lines().map(str::trim) {
        match item(line) {
            _ if line.is_empty() => {
                close(&mut paragraph, &mut blocks);
                in_item = false;
            }
            Some(words) => {
                close(&mut paragraph, &mut blocks);
                blocks.push(Block::Item(runs(words)));
                in_item = true;
            }
            None if in_item => {
                if let Some(Block::Item(own)) = blocks.last_mut() {
                    own.push(Run::plain(" "));
                    own.extend(runs(line));
                }
            }
            None => paragraph.push(line),
        }
    }
    close(&mut paragraph, &mut blocks);
    blocks
}

/// The words of a list's item.
fn item(line: &str) -> Option<&str> {
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(words);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits).then(|| line[digits..].strip_prefix(". ")).flatten()
}

fn runs(text: &str) -> Vec<Run> {
    let mut list = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while !rest.is_empty() {
        match marked(rest) {
            Some((run, length)) => {
                if !plain.is_empty() {
                    list.push(Run::plain(std::mem::take(&mut plain)));
                }
                list.push(run);
                rest = &rest[length..];
            }
            None => {
                let next = rest.chars().next().map_or(0, char::len_utf8);
                plain.push_str(&rest[..next]);
                rest = &rest[next..];
            }
        }
    }
    if !plain.is_empty() {
        list.push(Run::plain(plain));
    }
    list
}

/// The marked words that a text begins with, and how long they are with their marks.
fn marked(text: &str) -> Option<(Run, usize)> {
    for (mark, strong) in [("**", true), ("*", false)] {
        if let Some(inside) = text.strip_prefix(mark) {
            let end = inside.find(mark)?;
            let words = &inside[..end];
            if words.trim() == words && !words.is_empty() {
                let run = Run { text: words.to_string(), strong, emphasis: !strong, link: None };
                return Some((run, end + 2 * mark.len()));
            }
            return None;
        }
    }
    let inside = text.strip_prefix('[')?;
    let end = inside.find("](")?;
    let address = &inside[end + 2..];
    let close = address.find(')')?;
    let link = &address[..close];
    let safe = (link.starts_with("https://") || link.starts_with("http://"))
        && !link.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c));
    (safe && !inside[..end].contains('[')).then(|| {
        let run = Run { text: inside[..end].to_string(), link: Some(link.to_string()), ..Run::default() };
        (run, 1 + end + 2 + close + 1)
    })
}

/// The blocks as HTML.
pub fn html(blocks: &[Block]) -> String {
    let mut h = crate::report::document::html::Html::default();
    let mut at = 0;
    while at < blocks.len() {
        match &blocks[at] {
            Block::Item(_) => h.element("ul", "", |h| {
                while let Some(Block::Item(words)) = blocks.get(at) {
                    h.element("li", "", |h| h.made(&runs_html(words)));
                    at += 1;
                }
                at -= 1;
            }),
            Block::Paragraph(words) => h.element("p", "", |h| h.made(&runs_html(words))),
            Block::Heading(_, words) => h.words("h4", "", words),
            Block::Table(table, word) => h.made(&table.html(word)),
            Block::Plain(..) => {}
        }
        at += 1;
    }
    h.finish()
}

fn runs_html(runs: &[Run]) -> String {
    use crate::report::document::html::escape;
    let one = |run: &Run| {
        let words = escape(&run.text);
        match (&run.link, run.strong, run.emphasis) {
            (Some(link), ..) => format!("<a href=\"{}\" rel=\"noreferrer\">{words}</a>", escape(link)),
            (_, true, _) => format!("<strong>{words}</strong>"),
            (.., true) => format!("<em>{words}</em>"),
            _ => words,
        }
    };
    runs.iter().map(one).collect()
}

/// The blocks as Markdown.
pub fn markdown(blocks: &[Block]) -> String {
    use crate::tables::table_forms::markdown as escape;
    let run = |run: &Run| {
        let words = escape(&run.text);
        match (&run.link, run.strong, run.emphasis) {
            (Some(link), ..) => format!("[{words}](<{link}>)"),
            (_, true, _) => format!("**{words}**"),
            (.., true) => format!("*{words}*"),
            _ => words,
        }
    };
    let line = |runs: &[Run]| runs.iter().map(run).collect::<String>();
    let mut text = String::new();
    let mut list = false;
    for block in blocks {
        if list && !matches!(block, Block::Item(_)) {
            text.push('\n');
        }
        list = matches!(block, Block::Item(_));
        match block {
            Block::Heading(level, words) => {
                text.push_str(&format!("{} {}\n\n", "#".repeat(usize::from(*level).clamp(1, 6)), escape(words)));
            }
            Block::Paragraph(runs) => text.push_str(&format!("{}\n\n", guarded(&line(runs)))),
            Block::Item(runs) => text.push_str(&format!("- {}\n", line(runs))),
            Block::Table(table, word) => text.push_str(&table_markdown(table, word)),
            Block::Plain(head, rows) => {
                let columns: Vec<(&str, bool)> = head.iter().map(|h| (h.as_str(), false)).collect();
                let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
                text.push_str(&pipes(&columns, &rows));
                text.push('\n');
            }
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// A paragraph that Markdown would take for something else is none of that.
fn guarded(line: &str) -> String {
    if line.starts_with(['#', '-', '+', '=', '>', '~'])
        || line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(". ")
    {
        let at = line.find(['.', '#', '-', '+', '=', '>', '~']).unwrap_or(0);
        return format!("{}\\{}", &line[..at], &line[at..]);
    }
    line.to_string()
}

fn table_markdown(table: &PaperTable, word: &str) -> String {
    use crate::tables::table_forms::markdown as escape;
    let columns: Vec<(&str, bool)> = table.columns.iter().map(|c| (c.heading.as_str(), c.numeric)).collect();
    let rows: Vec<Vec<&str>> = table.rows.iter().map(|r| r.iter().map(shown).collect()).collect();
    let mut text = format!("**{word} {}.** {}\n\n", table.name, escape(&table.caption));
    text.push_str(&pipes(&columns, &rows));
    text.push('\n');
    for note in &table.notes {
        text.push_str(&format!("{}\n\n", guarded(&escape(note))));
    }
    text
}

/// A cell for readers: a dash where there is nothing.
pub(super) fn shown(cell: &Cell) -> &str {
    match cell {
        Cell::Empty => "–",
        cell => cell.printed(),
    }
}

fn pipes(columns: &[(&str, bool)], rows: &[Vec<&str>]) -> String {
    use crate::tables::table_forms::markdown as escape;
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(columns.iter().map(|(name, _)| escape(name)).collect());
    text.push_str(&line(columns.iter().map(|(_, n)| if *n { "---:" } else { "---" }.to_string()).collect()));
    for row in rows {
        text.push_str(&line(row.iter().map(|c| escape(c)).collect()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_markup_becomes_blocks() {
        let text =
            "First *word* and\n**strong** one.\n\n- a [link](https://example.org/x)\n- two\n  goes on\n\n1. three";
        let blocks = parse(text);
        assert_eq!(blocks.len(), 4);
        let html = html(&blocks);
        let expected = "<p>First <em>word</em> and <strong>strong</strong> one.</p>\n<ul>\n\
                        <li>a <a href=\"https://example.org/x\" rel=\"noreferrer\">link</a></li>\n<li>two goes on</li>\n\
                        <li>three</li>\n</ul>\n";
        assert_eq!(html.replace("<ul>\n", "<ul>").replace("<ul>", "<ul>\n"), expected);
    }

    #[test]
    fn nothing_but_a_web_address_is_a_link_and_marks_alone_are_words() {
        for text in ["[x](javascript:alert(1))", "[x](https://a\"onclick=)", "2 * 3 * 4", "a ** b", "[x", "*", "<b>"] {
            let html = html(&parse(text));
            assert!(!html.contains("<a ") && !html.contains("<em>") && !html.contains("<b>"), "{text}: {html}");
        }
    }
}
