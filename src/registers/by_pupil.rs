//! Rows in the order of their pupils.

/// Rows of one pupil behind each other.
#[derive(Debug)]
pub(super) struct ByPupil<T> {
    rows: Vec<T>,
    whose: fn(&T) -> u32,
}

impl<T> ByPupil<T> {
    /// Of rows that stand in the order of their pupils.
    pub fn of(rows: Vec<T>, whose: fn(&T) -> u32) -> ByPupil<T> {
        debug_assert!(rows.is_sorted_by_key(whose));
        ByPupil { rows, whose }
    }

    /// Rows of a pupil.
    pub fn get(&self, pupil: u32) -> &[T] {
        let (begin, end) = self.place(pupil);
        &self.rows[begin..end]
    }

    /// Rows of a pupil, to be changed; whose they are stays.
    pub fn get_mut(&mut self, pupil: u32) -> &mut [T] {
        let (begin, end) = self.place(pupil);
        &mut self.rows[begin..end]
    }

    /// Pupils with their rows, in their order.
    pub fn pupils(&self) -> impl Iterator<Item = (u32, &[T])> {
        let whose = self.whose;
        self.rows.chunk_by(move |a, b| whose(a) == whose(b)).map(move |rows| (whose(&rows[0]), rows))
    }

    /// Does something with the rows of every pupil; whose they are stays.
    pub fn each_mut(&mut self, change: impl FnMut(&mut [T])) {
        let whose = self.whose;
        self.rows.chunk_by_mut(|a, b| whose(a) == whose(b)).for_each(change);
    }

    /// Every row.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    fn place(&self, pupil: u32) -> (usize, usize) {
        let begin = self.rows.partition_point(|row| (self.whose)(row) < pupil);
        let own = self.rows[begin..].iter().take_while(|row| (self.whose)(row) == pupil).count();
        (begin, begin + own)
    }
}

#[cfg(test)]
mod tests {
    use super::ByPupil;

    #[test]
    fn each_pupil_has_its_rows() {
        let mut rows = ByPupil::of(vec![(1, 'a'), (1, 'b'), (4, 'c')], |r: &(u32, char)| r.0);
        assert_eq!(rows.get(1), [(1, 'a'), (1, 'b')]);
        assert!(rows.get(0).is_empty() && rows.get(2).is_empty() && rows.get(5).is_empty());
        rows.get_mut(4)[0].1 = 'd';
        assert_eq!(rows.pupils().map(|(p, own)| (p, own.len())).collect::<Vec<_>>(), [(1, 2), (4, 1)]);
        assert_eq!(rows.rows().len(), 3);
        assert_eq!(rows.rows()[2], (4, 'd'));
    }
}
