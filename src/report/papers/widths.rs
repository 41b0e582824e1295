//! Widths of the columns of a printed table: no number and no word is broken where there is room for it, and cells of words are
//! as low as they can be.

/// Widths of a letter, in any unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters {
    /// A letter of the words of a cell.
    pub word: usize,
    /// A letter of a number.
    pub figure: usize,
    /// A letter of a heading.
    pub heading: usize,
    /// What stands beside the words of a cell.
    pub beside: usize,
}

/// Most lines of a cell that are tried.
const LINES: usize = 60;

/// Letters of a word or a number beyond which it may be broken.
const BROKEN: usize = 16;

/// A column: its heading, and whether it holds numbers.
type Head<'a> = (&'a str, bool);

impl Letters {
    /// Widths of columns, together no wider than `total`, and as wide as it where there is anything to share.
    pub fn widths(&self, columns: &[Head<'_>], rows: &[Vec<&str>], total: usize) -> Vec<usize> {
        let (own, headed) = self.floors(columns, rows);
        let (least, most) = (sum(&own), sum(&headed));
        if least >= total {
            return own.iter().map(|w| w * total / least).collect();
        }
        if most >= total {
            let short = (most - least).max(1);
            return own.iter().zip(&headed).map(|(o, h)| o + (h - o) * (total - least) / short).collect();
        }
        let within = |high: usize| -> Vec<usize> {
            (0..columns.len())
                .map(|j| if columns[j].1 { headed[j] } else { headed[j].max(self.low(rows, j, high)) })
                .collect()
        };
        let found = (1..=LINES).map(within).find(|w| sum(w) <= total).unwrap_or(headed);
        let used = sum(&found);
        found.iter().map(|w| w + w * (total - used) / used).collect()
    }

    /// The least width of all columns together in which nothing is broken.
    pub fn least(&self, columns: &[Head<'_>], rows: &[Vec<&str>]) -> usize {
        sum(&self.floors(columns, rows).1)
    }

    /// The width of all columns together in which every cell is one line.
    pub fn whole(&self, columns: &[Head<'_>], rows: &[Vec<&str>]) -> usize {
        let one = |j: usize| {
            let letter = if columns[j].1 { self.figure } else { self.word };
            let most = rows.iter().filter_map(|r| r.get(j)).map(|c| c.chars().count()).max().unwrap_or(0);
            (most * letter).max(columns[j].0.chars().count() * self.heading) + self.beside
        };
        (0..columns.len()).map(one).sum()
    }

    /// Column by column: room for the longest number or word of its cells, and the same with its heading.
    fn floors(&self, columns: &[Head<'_>], rows: &[Vec<&str>]) -> (Vec<usize>, Vec<usize>) {
        let own = |j: usize| {
            let whole = |c: &&str| if columns[j].1 { c.chars().count() } else { longest(c) };
            let most = rows.iter().filter_map(|r| r.get(j)).map(whole).max().unwrap_or(1).min(BROKEN);
            most * if columns[j].1 { self.figure } else { self.word } + self.beside
        };
        let own: Vec<usize> = (0..columns.len()).map(own).collect();
        let headed =
            own.iter().zip(columns).map(|(w, c)| (*w).max(longest(c.0) * self.heading + self.beside)).collect();
        (own, headed)
    }

    /// The least width in which no cell of a column of words is higher than so many lines.
    fn low(&self, rows: &[Vec<&str>], j: usize, high: usize) -> usize {
        let cells = || rows.iter().filter_map(move |r| r.get(j));
        let widest = cells().map(|c| c.chars().count()).max().unwrap_or(1);
        let fits = |letters: &usize| cells().all(|c| lines(c, *letters) <= high);
        (1..=widest).find(fits).unwrap_or(widest) * self.word + self.beside
    }
}

fn sum(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>().max(1)
}

fn longest(text: &str) -> usize {
    text.split(' ').map(|w| w.chars().count()).max().unwrap_or(1)
}

/// How many lines words take where a line holds so many letters.
fn lines(text: &str, letters: usize) -> usize {
    let (mut count, mut used) = (1, 0);
    for word in text.split(' ').map(|w| w.chars().count()) {
        let joined = if used == 0 { word } else { used + 1 + word };
        if used > 0 && joined > letters {
            (count, used) = (count + 1, word);
        } else {
            used = joined;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_what_numbers_leave() {
        let letters = Letters { word: 1, figure: 1, heading: 1, beside: 0 };
        // a number of 6 letters, and 11 words of 4 letters
        let words = ["four"; 11].join(" ");
        let rows = vec![vec!["12,345", words.as_str()]];
        let columns = [("n", true), ("words", false)];
        // 24 letters hold 4 words of 4 and their spaces (19), so that the number keeps its 6 and more
        let w = letters.widths(&columns, &rows, 30);
        assert!(w[0] >= 6 && w[0] + w[1] <= 30 && lines(&words, w[1]) == 3, "{w:?}");
        assert_eq!((lines("a bb ccc", 4), lines("a bb ccc", 3), lines("abcdef", 2)), (2, 3, 1));
        // less room than the longest words: everything shrinks alike
        assert_eq!(letters.widths(&columns, &rows, 5), [3, 2]);
        assert_eq!((letters.least(&columns, &rows), letters.whole(&columns, &rows)), (11, 60));
    }
}
