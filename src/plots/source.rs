//! The line below a picture that says where it comes from.

use super::{Anchor, Figure, Weight, letters, palette};

/// Size of the words of the source.
const SOURCE: f64 = 11.0;

impl Figure {
    /// The picture with its source below it, as it stands in a file.
    pub(super) fn with_source(&self) -> Figure {
        let mut page = self.clone();
        if self.source.is_empty() {
            return page;
        }
        page.source.clear();
        page.description = format!("{} {}", page.description, self.source).trim().to_string();
        let mut y = self.height + 4.0;
        for line in letters::wrap(&self.source, SOURCE, Weight::Regular, self.width) {
            y += SOURCE * letters::LEADING;
            page.text((0.0, y - SOURCE * 0.3), line, SOURCE, palette::SOFT, Anchor::Start);
        }
        page.height = y + 2.0;
        page
    }
}
