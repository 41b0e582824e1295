//! Rows of absences kept small: 12 bytes each, so that a hundred million of them fit into a laptop's memory.
//!
//! A row is whose, which day, what it says of hours (few rows say something new), and a hash of everything that it holds
//! besides, 48 bits of it. Two rows of one pupil and day with one hash are duplicates; two different ones share it with
//! probability 4e-15.

/// Parts in which pupils are settled independently of each other, at least. Few, so that each is one large piece of
/// memory, which goes back to the system as soon as it is settled.
const SHARDS: usize = 16;
/// Pupils of a part, at most: a small row has 16 bits for them.
const MOST: usize = 1 << 16;
/// Bits of a hash that rows are told apart by.
const PRINT: u64 = (1 << 48) - 1;

/// How pupils are parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sharing {
    width: u32,
    count: usize,
}

impl Sharing {
    /// Of so many pupils.
    pub fn of(pupils: usize) -> Sharing {
        let width = pupils.div_ceil(SHARDS).clamp(1, MOST);
        Sharing { width: width as u32, count: pupils.div_ceil(width).max(1) }
    }

    /// Parts.
    pub fn count(self) -> usize {
        self.count
    }

    /// The part of a pupil, and the place in it.
    pub fn place(self, position: u32) -> (usize, u32) {
        ((position / self.width) as usize, position % self.width)
    }

    /// The first pupil of a part.
    pub fn first(self, part: usize) -> u32 {
        part as u32 * self.width
    }
}

/// A row of a part: ordered by pupil, day, hash.
pub(super) trait Record: Copy + Ord {
    /// Place of the pupil in the part.
    fn who(&self) -> u32;
    /// The day.
    fn date(&self) -> i32;
    /// Number of what it says.
    fn said(&self) -> u32;
    /// Whether both are the same row.
    fn is_same(&self, other: &Self) -> bool;
}

/// A row whose numbers may be of any size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wide {
    who: u32,
    date: i32,
    print: [u32; 2],
    said: u32,
}

impl Wide {
    pub fn new(who: u32, date: i32, print: u64, said: u32) -> Wide {
        let print = print & PRINT;
        Wide { who, date, print: [(print >> 32) as u32, print as u32], said }
    }

    /// The same row, what it says under another number.
    pub fn saying(self, said: u32) -> Wide {
        Wide { said, ..self }
    }

    /// In 12 bytes, where it goes into them.
    fn small(self) -> Option<Small> {
        let (who, said) = (u16::try_from(self.who).ok()?, u16::try_from(self.said).ok()?);
        // the lowest number stands for the earliest day
        let date = (i16::try_from(self.date).ok()? as u16) ^ (1 << 15);
        let [high, low] = self.print;
        Some(Small([u32::from(who) << 16 | u32::from(date), high << 16 | low >> 16, low << 16 | u32::from(said)]))
    }
}

impl Record for Wide {
    fn who(&self) -> u32 {
        self.who
    }

    fn date(&self) -> i32 {
        self.date
    }

    fn said(&self) -> u32 {
        self.said
    }

    fn is_same(&self, other: &Wide) -> bool {
        (self.who, self.date, self.print) == (other.who, other.date, other.print)
    }
}

/// A row in 12 bytes: pupil and day; hash; the rest of the hash and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Small([u32; 3]);

impl Small {
    /// The same row as numbers of any size.
    pub fn widened(&self) -> Wide {
        let print = [self.0[1] >> 16, self.0[1] << 16 | self.0[2] >> 16];
        Wide { who: self.who(), date: self.date(), print, said: self.said() }
    }
}

impl Record for Small {
    fn who(&self) -> u32 {
        self.0[0] >> 16
    }

    fn date(&self) -> i32 {
        i32::from((self.0[0] as u16 ^ (1 << 15)) as i16)
    }

    fn said(&self) -> u32 {
        self.0[2] & 0xffff
    }

    fn is_same(&self, other: &Small) -> bool {
        self.0[..2] == other.0[..2] && self.0[2] >> 16 == other.0[2] >> 16
    }
}

/// A row of somebody who does not count: the person's number, and a hash of everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OutRow(u32, [u32; 2]);

impl OutRow {
    pub fn new(number: u32, date: i32, print: u64) -> OutRow {
        // days apart are far apart
        let print = print ^ u64::from(date as u32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        OutRow(number, [(print >> 32) as u32, print as u32])
    }

    pub fn number(self) -> u32 {
        self.0
    }
}

/// Rows of a part.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub small: Vec<Small>,
    /// Those that do not go into 12 bytes.
    pub wide: Vec<Wide>,
    /// Those of people who do not count.
    pub out: Vec<OutRow>,
}

impl Rows {
    /// Adds a row of a pupil.
    pub fn put(&mut self, row: Wide) {
        match row.small() {
            Some(small) => self.small.push(small),
            None => self.wide.push(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PRINT, Record, Rows, Sharing, Small, Wide};

    #[test]
    fn a_small_row_is_the_row_and_stands_where_it_stood() {
        let mut wide = Vec::new();
        for who in [0, 1, 999, 65_535] {
            for date in [-32_768, -1, 0, 20_675, 32_767] {
                for print in [0, 1, 0xffff, 1 << 16, 0x1234_5678_9abc, PRINT, u64::MAX] {
                    for said in [0, 7, 65_535] {
                        wide.push(Wide::new(who, date, print, said));
                    }
                }
            }
        }
        let small: Vec<Small> = wide.iter().filter_map(|w| w.small()).collect();
        assert_eq!(small.len(), wide.len());
        for (i, (s, w)) in small.iter().zip(&wide).enumerate() {
            assert_eq!(s.widened(), *w);
            assert_eq!((s.who(), s.date(), s.said()), (w.who, w.date, w.said));
            for (t, v) in small.iter().zip(&wide).skip(i) {
                assert_eq!((s.cmp(t), s.is_same(t)), (w.cmp(v), w.is_same(v)));
            }
        }
        let mut rows = Rows::default();
        for (who, date, said) in [(65_536, 0, 0), (0, 32_768, 0), (0, -32_769, 0), (0, 0, 65_536), (0, 0, 1)] {
            rows.put(Wide::new(who, date, 1, said));
        }
        assert_eq!((rows.wide.len(), rows.small.len()), (4, 1));
    }

    #[test]
    fn every_pupil_has_a_place() {
        for pupils in [0, 1, 2, 15, 16, 17, 1_000, 1 << 20, (1 << 20) + 1, 3_000_000] {
            let sharing = Sharing::of(pupils);
            let last = pupils.saturating_sub(1) as u32;
            for position in [0, 1, last / 2, last].into_iter().filter(|p| *p <= last) {
                let (part, who) = sharing.place(position);
                assert!(part < sharing.count() && who < 1 << 16);
                assert_eq!(sharing.first(part) + who, position);
            }
        }
    }
}
