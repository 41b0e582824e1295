//! HTML being written, escaped on its way in.

pub(crate) use crate::tables::markup::html as escape;

/// HTML being written. Words go in only through [`Html::text`], which escapes them; tags and classes are literals of
/// this crate.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Words, escaped.
    pub fn text(&mut self, words: &str) {
        self.0.push_str(&escape(words));
    }

    /// An element with a class (empty: none) around what `inside` writes.
    pub fn element(&mut self, tag: &'static str, class: &'static str, inside: impl FnOnce(&mut Html)) {
        self.open(tag, class);
        inside(self);
        self.close(tag);
    }

    /// An element with attributes (their values are escaped) around what `inside` writes.
    pub fn tagged(&mut self, tag: &'static str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Html)) {
        self.0.push_str(&format!("<{tag}"));
        for (name, value) in attributes {
            self.0.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
        self.0.push('>');
        inside(self);
        self.close(tag);
    }

    /// A section with an id, a heading of level two that links to itself, and what `inside` writes.
    pub fn section(&mut self, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
        self.0.push_str(&format!("<section id=\"{id}\">\n"));
        self.heading("h2", id, heading);
        inside(self);
        self.0.push_str("</section>\n");
    }

    /// A part of a section with an id, a heading of level three, and what `inside` writes.
    pub fn part(&mut self, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
        self.0.push_str(&format!("<section id=\"{id}\">\n"));
        self.heading("h3", id, heading);
        inside(self);
        self.0.push_str("</section>\n");
    }

    /// A section of the appendix: closed on a screen until it is asked for or linked to, open on paper. The id stands inside,
    /// so that a link to it opens the section.
    pub fn folded(&mut self, id: &'static str, heading: &str, inside: impl FnOnce(&mut Html)) {
        self.0.push_str("<details>\n<summary>");
        self.words("h2", "", heading);
        self.0.push_str(&format!("</summary>\n<section id=\"{id}\" aria-label=\"{}\">\n", escape(heading)));
        inside(self);
        self.0.push_str("</section>\n</details>\n");
    }

    fn heading(&mut self, tag: &'static str, id: &'static str, words: &str) {
        self.0.push_str(&format!("<{tag}>{} ", escape(words)));
        self.0.push_str(&format!(
            "<a class=\"perma\" href=\"#{id}\" aria-label=\"{}\"><span aria-hidden=\"true\">#</span></a></{tag}>\n",
            escape(words)
        ));
    }

    /// An element that holds words only.
    pub fn words(&mut self, tag: &'static str, class: &'static str, words: &str) {
        self.open(tag, class);
        self.text(words);
        self.close(tag);
    }

    /// Words of the study's own, in whatever language they were declared.
    pub fn own(&mut self, tag: &'static str, words: &str) {
        self.tagged(tag, &[("data-own", "")], |h| h.text(words));
    }

    /// A paragraph; what stands between backticks is set as code.
    pub fn p(&mut self, words: &str) {
        self.element("p", "", |h| h.prose(words));
    }

    /// Words in which what stands between backticks is set as code.
    pub fn prose(&mut self, words: &str) {
        let parts: Vec<&str> = words.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return self.text(words);
        }
        for (i, part) in parts.into_iter().enumerate() {
            if i % 2 == 1 { self.words("code", "", part) } else { self.text(part) }
        }
    }

    /// A list of sentences.
    pub fn list(&mut self, items: &[String]) {
        self.element("ul", "", |h| {
            for item in items {
                h.element("li", "", |h| h.prose(item));
            }
        });
    }

    /// Markup that this crate made itself: a style sheet, a figure's SVG.
    pub fn made(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Lines to be typed or read letter by letter.
    pub fn lines(&mut self, lines: &[String]) {
        self.open("pre", "");
        self.0.push_str(&lines.iter().map(|l| escape(l)).collect::<Vec<_>>().join("\n"));
        self.close("pre");
    }

    /// A link within the page or to a reference; the address is a literal or escaped here.
    pub fn link(&mut self, to: &str, words: &str) {
        self.0.push_str(&format!("<a href=\"{}\">{}</a>", escape(to), escape(words)));
    }

    /// A table in a frame that scrolls sideways on a narrow screen; columns marked `true` hold numbers.
    pub fn table(&mut self, caption: &str, head: &[(&str, bool)], rows: &[Vec<String>]) {
        self.marked_table(caption, head, &rows.iter().map(|row| (Vec::new(), row.clone())).collect::<Vec<_>>());
    }

    /// The same, each row with data attributes that a program can read.
    pub fn marked_table(&mut self, caption: &str, head: &[(&str, bool)], rows: &[(Marks, Vec<String>)]) {
        let label = escape(caption);
        // on paper a short table stays whole, a long one takes its head along
        let class = if rows.len() <= WHOLE_ON_PAPER { "scroll whole" } else { "scroll" };
        self.0.push_str(&format!(
            "<div class=\"{class}\" tabindex=\"0\" role=\"group\" aria-label=\"{label}\">\n<table>\n"
        ));
        if !caption.is_empty() {
            self.words("caption", "", caption);
        }
        self.0.push_str("<thead><tr>");
        for (name, number) in head {
            self.0.push_str(if *number { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
            self.text(name);
            self.0.push_str("</th>");
        }
        self.0.push_str("</tr></thead>\n<tbody>\n");
        for (marks, row) in rows {
            self.0.push_str("<tr");
            for (name, value) in marks {
                self.0.push_str(&format!(" data-{name}=\"{}\"", escape(value)));
            }
            self.0.push('>');
            for (cell, (_, number)) in row.iter().zip(head) {
                // a digest breaks within its cell and widens no table
                let long = cell.split_whitespace().any(|word| word.len() >= 48);
                self.0.push_str(match (*number, long) {
                    (true, _) => "<td class=\"n\">",
                    (_, true) => "<td class=\"long\">",
                    _ => "<td>",
                });
                self.text(cell);
                self.0.push_str("</td>");
            }
            self.0.push_str("</tr>\n");
        }
        self.0.push_str("</tbody></table></div>\n");
    }

    /// A frame that scrolls sideways on a narrow screen, by its name.
    pub fn region(&mut self, label: &str, inside: impl FnOnce(&mut Html)) {
        let label = escape(label);
        self.0.push_str(&format!("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{label}\">\n"));
        inside(self);
        self.0.push_str("</div>\n");
    }

    /// A table of a paper: its name and its columns' names are for programs.
    pub fn paper_table(
        &mut self,
        name: &'static str,
        caption: &str,
        columns: &[(&'static str, &str, bool)],
        rows: &[Vec<&str>],
    ) {
        let class = if rows.len() <= WHOLE_ON_PAPER { "scroll whole" } else { "scroll" };
        let label = escape(caption);
        self.0.push_str(&format!(
            "<div class=\"{class}\" tabindex=\"0\" role=\"group\" aria-label=\"{label}\">\n<table data-table=\"{name}\">\n"
        ));
        self.words("caption", "", caption);
        self.0.push_str("<thead><tr>");
        for (id, heading, number) in columns {
            let class = if *number { " class=\"n\"" } else { "" };
            self.0.push_str(&format!("<th scope=\"col\" data-col=\"{id}\"{class}>"));
            self.text(heading);
            self.0.push_str("</th>");
        }
        self.0.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.0.push_str("<tr>");
            for (cell, (.., number)) in row.iter().zip(columns) {
                self.0.push_str(if *number { "<td class=\"n\">" } else { "<td>" });
                self.text(if cell.is_empty() { "–" } else { cell });
                self.0.push_str("</td>");
            }
            self.0.push_str("</tr>\n");
        }
        self.0.push_str("</tbody></table></div>\n");
    }

    /// A notice of the front page that a program can tell by its data attribute.
    pub fn notice(&mut self, name: &'static str, value: &str, words: &str) {
        self.0.push_str(&format!("<p class=\"notice\" data-{name}=\"{}\">{}</p>\n", escape(value), escape(words)));
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.0
    }

    fn open(&mut self, tag: &str, class: &str) {
        if class.is_empty() {
            self.0.push_str(&format!("<{tag}>"));
        } else {
            self.0.push_str(&format!("<{tag} class=\"{class}\">"));
        }
    }

    fn close(&mut self, tag: &str) {
        // a line end after a word within a sentence would show as a blank
        let inline = matches!(tag, "strong" | "b" | "code" | "a" | "span" | "cite" | "small");
        self.0.push_str(&format!("</{tag}>{}", if inline { "" } else { "\n" }));
    }
}

/// Data attributes of a row: names and values.
pub type Marks = Vec<(&'static str, String)>;

/// A table of so many rows is not cut by the edge of a page; half an A4 page.
const WHOLE_ON_PAPER: usize = 18;
