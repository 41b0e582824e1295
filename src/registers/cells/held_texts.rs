//! Many short texts in one piece of memory, by number.

/// Texts in the order in which they were put in.
#[derive(Debug, Clone, Default)]
pub(in crate::registers) struct HeldTexts {
    all: String,
    ends: Vec<usize>,
}

impl HeldTexts {
    /// Adds a text; its number is how many there were before.
    pub fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A text by its number; `""` for a number that nobody has.
    pub fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(at).and_then(|end| self.all.get(begin..*end)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::HeldTexts;

    #[test]
    fn texts_come_back_by_number() {
        let texts = ["ær", "", "b", "3f9a"];
        let mut held = HeldTexts::default();
        texts.iter().for_each(|t| held.push(t));
        assert_eq!(held.len(), 4);
        assert!((0..4).map(|i| held.get(i)).eq(texts));
        assert_eq!(held.get(4), "");
    }
}
