//! Word documents: WordprocessingML written here, in a zip of stored files dated 1980-01-01, the same bytes every time.

use super::blocks::{Block, Run, shown};
use super::table::PaperTable;
use super::widths::Letters;
use crate::diagnostics::Outcome;
use crate::tables::workbook::archive;
use crate::trial::Language;
use quick_xml::escape::escape;

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A document being written.
struct Writer {
    body: String,
    links: Vec<String>,
    /// Width between the margins, twentieths of a point.
    width: usize,
}

/// The bytes of a Word document; `wide` turns the paper.
///
/// # Errors
/// `P101` where the archive cannot be made.
pub fn docx(title: &str, blocks: &[Block], language: Language, wide: bool) -> Outcome<Vec<u8>> {
    let width = if wide { 16838 } else { 11906 } - 2 * MARGIN;
    let mut w = Writer { body: String::new(), links: Vec::new(), width };
    for block in blocks {
        w.block(block);
    }
    let size = if wide {
        "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>"
    } else {
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    };
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATED}\"><w:body>{}<w:sectPr>{size}<w:pgMar w:top=\"{MARGIN}\" \
         w:right=\"{MARGIN}\" w:bottom=\"{MARGIN}\" w:left=\"{MARGIN}\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
        w.body
    );
    let parts = [
        ("[Content_Types].xml", types()),
        ("_rels/.rels", top()),
        ("docProps/core.xml", core(title, language)),
        ("word/document.xml", document),
        ("word/numbering.xml", numbering()),
        ("word/styles.xml", styles(language)),
        ("word/_rels/document.xml.rels", related(&w.links)),
    ];
    archive(parts.iter().map(|(name, text)| (*name, text.as_bytes())))
}

/// Left, right, top and bottom of the paper.
const MARGIN: usize = 1134;

/// Words as XML may hold them.
fn words(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { c })
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    escape(clean.as_str()).into_owned()
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                let style = format!("<w:pStyle w:val=\"Heading{}\"/>", (*level).clamp(1, 3));
                self.paragraph(&style, &[Run::plain(text.clone())]);
            }
            Block::Paragraph(runs) => self.paragraph("", runs),
            Block::Item(runs) => {
                self.paragraph(
                    "<w:pStyle w:val=\"ListParagraph\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>",
                    runs,
                );
            }
            Block::Table(table, word) => self.table(table, word),
            Block::Plain(head, rows) => {
                let columns: Vec<(&str, bool)> = head.iter().map(|h| (h.as_str(), false)).collect();
                let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
                self.grid(&columns, &rows);
                self.paragraph("", &[]);
            }
        }
    }

    fn paragraph(&mut self, properties: &str, runs: &[Run]) {
        self.body.push_str("<w:p>");
        if !properties.is_empty() {
            self.body.push_str(&format!("<w:pPr>{properties}</w:pPr>"));
        }
        for run in runs {
            self.run(run);
        }
        self.body.push_str("</w:p>");
    }

    fn run(&mut self, run: &Run) {
        let mut marks = String::new();
        if run.link.is_some() {
            marks.push_str("<w:rStyle w:val=\"Hyperlink\"/>");
        }
        if run.strong {
            marks.push_str("<w:b/>");
        }
        if run.emphasis {
            marks.push_str("<w:i/>");
        }
        let marks = if marks.is_empty() { marks } else { format!("<w:rPr>{marks}</w:rPr>") };
        let text = format!("<w:r>{marks}<w:t xml:space=\"preserve\">{}</w:t></w:r>", words(&run.text));
        match &run.link {
            Some(link) => {
                self.links.push(link.clone());
                let id = self.links.len() + FIXED;
                self.body.push_str(&format!("<w:hyperlink r:id=\"rId{id}\">{text}</w:hyperlink>"));
            }
            None => self.body.push_str(&text),
        }
    }

    fn table(&mut self, table: &PaperTable, word: &str) {
        let caption = [
            Run { text: format!("{word} {}.", table.name), strong: true, ..Run::default() },
            Run::plain(format!(" {}", table.caption)),
        ];
        self.paragraph("<w:pStyle w:val=\"Caption\"/><w:keepNext/>", &caption);
        let columns: Vec<(&str, bool)> = table.columns.iter().map(|c| (c.heading.as_str(), c.numeric)).collect();
        let rows: Vec<Vec<&str>> = table.rows.iter().map(|r| r.iter().map(shown).collect()).collect();
        self.grid(&columns, &rows);
        for note in &table.notes {
            self.paragraph("<w:pStyle w:val=\"TableNote\"/>", &[Run::plain(note.clone())]);
        }
        self.paragraph("", &[]);
    }

    /// A table with rules above and below, and a head that is repeated on every page.
    fn grid(&mut self, columns: &[(&str, bool)], rows: &[Vec<&str>]) {
        let widths = LETTERS.widths(columns, rows, self.width);
        let rule = |side: &str, size: u32| {
            format!("<w:{side} w:val=\"single\" w:sz=\"{size}\" w:space=\"0\" w:color=\"000000\"/>")
        };
        let total: usize = widths.iter().sum();
        self.body.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:tblBorders>{}{}</w:tblBorders>\
             <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"57\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/>\
             </w:tblCellMar><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" \
             w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
            rule("top", 8),
            rule("bottom", 8)
        ));
        for width in &widths {
            self.body.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.body.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for ((name, number), width) in columns.iter().zip(&widths) {
            let borders = format!("<w:tcBorders>{}</w:tcBorders>", rule("bottom", 4));
            self.cell(name, *number, *width, &format!("{borders}<w:vAlign w:val=\"bottom\"/>"), true);
        }
        self.body.push_str("</w:tr>");
        for row in rows {
            self.body.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for ((text, (_, number)), width) in row.iter().zip(columns).zip(&widths) {
                self.cell(text, *number, *width, "", false);
            }
            self.body.push_str("</w:tr>");
        }
        self.body.push_str("</w:tbl>");
    }

    fn cell(&mut self, text: &str, number: bool, width: usize, more: &str, strong: bool) {
        let side = if number { "<w:jc w:val=\"right\"/>" } else { "" };
        self.body.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{more}</w:tcPr>"));
        self.paragraph(
            &format!("<w:pStyle w:val=\"TableText\"/>{side}"),
            &[Run { text: text.to_string(), strong, ..Run::default() }],
        );
        self.body.push_str("</w:tc>");
    }
}

/// Twentieths of a point, those of wide fonts, so that nothing is broken where Calibri is missing.
const LETTERS: Letters = Letters { word: 104, figure: 116, heading: 128, beside: 130 };

/// Relations that every document has, before those of its links.
const FIXED: usize = 2;

fn related(links: &[String]) -> String {
    let mut text = format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATED}/styles\" \
         Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"{RELATED}/numbering\" Target=\"numbering.xml\"/>"
    );
    for (i, link) in links.iter().enumerate() {
        text.push_str(&format!(
            "<Relationship Id=\"rId{}\" Type=\"{RELATED}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
            i + 1 + FIXED,
            words(link)
        ));
    }
    text + "</Relationships>"
}

fn types() -> String {
    let of = |part: &str, kind: &str| {
        format!("<Override PartName=\"{part}\" ContentType=\"application/vnd.openxmlformats-{kind}+xml\"/>")
    };
    format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/>{}{}{}{}</Types>",
        of("/word/document.xml", "officedocument.wordprocessingml.document.main"),
        of("/word/styles.xml", "officedocument.wordprocessingml.styles"),
        of("/word/numbering.xml", "officedocument.wordprocessingml.numbering"),
        of("/docProps/core.xml", "package.core-properties"),
    )
}

fn top() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATED}/officeDocument\" \
         Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn core(title: &str, language: Language) -> String {
    let day = "1980-01-01T00:00:00Z";
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
         <dc:language>{}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:modified></cp:coreProperties>",
        words(title),
        language.pick("da-DK", "en-GB"),
    )
}

fn numbering() -> String {
    format!(
        "{HEAD}<w:numbering xmlns:w=\"{MAIN}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"357\" w:hanging=\"357\"/></w:pPr></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}

fn styles(language: Language) -> String {
    let style = |id: &str, name: &str, paragraph: &str, run: &str| {
        let default = if id == "Normal" { " w:default=\"1\"" } else { "" };
        let based = if id == "Normal" { "" } else { "<w:basedOn w:val=\"Normal\"/>" };
        format!(
            "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}<w:qFormat/>\
             <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        )
    };
    let heading = |level: u32, size: u32| {
        let paragraph =
            format!("<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"{}\"/>", level - 1);
        let run = format!("<w:b/><w:sz w:val=\"{size}\"/>");
        style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, &run)
    };
    format!(
        "{HEAD}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" \
         w:cs=\"Calibri\"/><w:sz w:val=\"21\"/><w:lang w:val=\"{}\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:spacing w:after=\"120\"/></w:pPr></w:pPrDefault></w:docDefaults>{}{}{}{}{}{}{}{}{LINK}</w:styles>",
        language.pick("da-DK", "en-GB"),
        style("Normal", "Normal", "", ""),
        heading(1, 32),
        heading(2, 26),
        heading(3, 22),
        style("Caption", "caption", "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"80\"/>", ""),
        style("ListParagraph", "List Paragraph", "<w:spacing w:after=\"40\"/>", ""),
        style("TableText", "Table Text", "<w:spacing w:before=\"20\" w:after=\"20\"/>", "<w:sz w:val=\"18\"/>"),
        style("TableNote", "Table Note", "<w:spacing w:before=\"40\" w:after=\"0\"/>", "<w:sz w:val=\"17\"/>"),
    )
}

const LINK: &str = "<w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/><w:rPr>\
<w:color w:val=\"0563C1\"/><w:u w:val=\"single\"/></w:rPr></w:style>";
