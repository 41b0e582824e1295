//! Small cells: which counts of a table may not be published, so that neither they nor their neighbours tell.
//!
//! CONVENTION: r rows, c columns, m the smallest count that is published.

/// One cell of a table of counts as it may be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The count itself.
    Shown(u64),
    /// Between 1 and m − 1.
    Small,
    /// Large enough, but with the totals it would tell a small one.
    Secondary,
}

impl Cell {
    /// The count, or a mark: `<5` for a small cell, `*` for one that protects another.
    pub fn text(self, minimum: u64) -> String {
        match self {
            Cell::Shown(n) => n.to_string(),
            Cell::Small => format!("<{minimum}"),
            Cell::Secondary => "*".to_string(),
        }
    }

    /// Whether the count may not be shown.
    pub fn hidden(self) -> bool {
        !matches!(self, Cell::Shown(_))
    }
}

/// A table of counts with its totals, as it may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// r × c.
    pub cells: Vec<Vec<Cell>>,
    /// Totals of the r rows.
    pub row_totals: Vec<Cell>,
    /// Totals of the c columns.
    pub column_totals: Vec<Cell>,
    /// Total of all.
    pub total: Cell,
}

/// Suppresses a table of counts, r × c, together with its totals.
///
/// Primary: counts and totals from 1 to m − 1. Secondary: further ones, the smallest first, until in every row and every
/// column, totals included, the suppressed ones are none or at least two, those below a published total sum to m or
/// more, and none follows from all that is published together. Zeros are published: nobody is in them.
///
/// # Reference
/// Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4. With its totals a table is one whose rows and
/// columns all sum to nothing (totals negative); a suppressed count follows from the published ones exactly when it is a
/// bridge of the graph that has rows and columns as nodes and suppressed counts as edges.
pub fn suppress(counts: &[Vec<u64>], minimum: u64) -> Suppressed {
    let columns = counts.iter().map(Vec::len).max().unwrap_or(0);
    let mut grid: Vec<Vec<u64>> = counts
        .iter()
        .map(|row| {
            let mut row: Vec<u64> = row.iter().copied().chain(std::iter::repeat(0)).take(columns).collect();
            row.push(row.iter().sum());
            row
        })
        .collect();
    grid.push((0..=columns).map(|j| grid.iter().map(|row| row[j]).sum()).collect());
    let mut cells: Vec<Vec<Cell>> = grid
        .iter()
        .map(|row| row.iter().map(|n| if (1..minimum).contains(n) { Cell::Small } else { Cell::Shown(*n) }).collect())
        .collect();
    let lines = || (0..grid.len()).map(Line::Row).chain((0..=columns).map(Line::Column));
    while let Some((i, j)) = lines()
        .find_map(|line| tells(line, &grid, &cells, minimum))
        .or_else(|| bridge(&cells))
        .or_else(|| told(&grid, &cells, minimum))
    {
        cells[i][j] = Cell::Secondary;
    }
    let mut column_totals = cells.pop().unwrap_or_default();
    let total = column_totals.pop().unwrap_or(Cell::Shown(0));
    let row_totals = cells.iter_mut().filter_map(Vec::pop).collect();
    Suppressed { cells, row_totals, column_totals, total }
}

/// Which of the shares k of n, r × c, may not be published: those of which n, k or n − k may not, totals of each
/// included.
pub fn hidden_shares(n: &[Vec<u64>], k: &[Vec<u64>], minimum: u64) -> Vec<Vec<bool>> {
    let without: Vec<Vec<u64>> =
        n.iter().zip(k).map(|(n, k)| n.iter().zip(k).map(|(n, k)| n.saturating_sub(*k)).collect()).collect();
    let tables = [suppress(n, minimum), suppress(k, minimum), suppress(&without, minimum)];
    let hidden = |i: usize, j: usize| tables.iter().any(|t| t.cells[i].get(j).is_some_and(|c| c.hidden()));
    n.iter().enumerate().map(|(i, row)| (0..row.len()).map(|j| hidden(i, j)).collect()).collect()
}

/// Whether the sum of some cells of a suppressed row may stand beside them, the sum of the others being known with it.
///
/// On either side the hidden ones are none, or two or more of which each keeps two or more values: more than the least that
/// their marks allow in all and, where all are small, less than the most.
pub fn shows_sum(row: &[Cell], counts: &[u64], some: std::ops::Range<usize>, minimum: u64) -> bool {
    let inside: Vec<usize> = some.clone().collect();
    let outside: Vec<usize> = (0..row.len()).filter(|i| !some.contains(i)).collect();
    [inside, outside].iter().all(|side| {
        let hidden: Vec<usize> = side.iter().copied().filter(|i| row[*i].hidden()).collect();
        let sum: u64 = hidden.iter().map(|i| counts[*i]).sum();
        let least: u64 = hidden.iter().map(|i| if row[*i] == Cell::Small { 1 } else { minimum }).sum();
        let all_small = hidden.iter().all(|i| row[*i] == Cell::Small);
        let most = (minimum.saturating_sub(1)) * hidden.len() as u64;
        hidden.is_empty() || hidden.len() > 1 && sum >= minimum && sum > least && (!all_small || sum < most)
    })
}

#[derive(Debug, Clone, Copy)]
enum Line {
    Row(usize),
    Column(usize),
}

impl Line {
    /// The places of a line, its total last.
    fn places(self, cells: &[Vec<Cell>]) -> Vec<(usize, usize)> {
        match self {
            Line::Row(i) => (0..cells[i].len()).map(|j| (i, j)).collect(),
            Line::Column(j) => (0..cells.len()).map(|i| (i, j)).collect(),
        }
    }
}

/// What to suppress next in a line that tells one suppressed count, or a small sum of them.
fn tells(line: Line, grid: &[Vec<u64>], cells: &[Vec<Cell>], minimum: u64) -> Option<(usize, usize)> {
    let places = line.places(cells);
    let hidden: Vec<(usize, usize)> = places.iter().copied().filter(|(i, j)| cells[*i][*j].hidden()).collect();
    let sum: u64 = hidden.iter().map(|(i, j)| grid[*i][*j]).sum();
    let total_shown = places.last().is_some_and(|(i, j)| !cells[*i][*j].hidden());
    let open = hidden.len() == 1 || (total_shown && !hidden.is_empty() && sum < minimum);
    if open { cheapest(line, cells) } else { None }
}

fn cheapest(line: Line, cells: &[Vec<Cell>]) -> Option<(usize, usize)> {
    let shown = |(i, j): (usize, usize)| match cells[i][j] {
        Cell::Shown(n) if n > 0 => Some((n, i, j)),
        _ => None,
    };
    line.places(cells).into_iter().filter_map(shown).min().map(|(_, i, j)| (i, j))
}

/// What to suppress next where a suppressed count follows from all that is published together.
fn bridge(cells: &[Vec<Cell>]) -> Option<(usize, usize)> {
    let edges = hidden_places(cells);
    let columns = cells.first().map_or(0, Vec::len);
    let (i, j) = edges.iter().copied().find(|e| !joined_without(&edges, *e, cells.len(), columns))?;
    let own = [Line::Row(i), Line::Column(j)].into_iter().find_map(|l| cheapest(l, cells));
    // where its own lines hold nothing more, a way round leads through the others
    own.or_else(|| (0..cells.len()).find_map(|r| cheapest(Line::Row(r), cells)))
}

/// What to suppress next where a suppressed count has one value only, given all that is published and what its mark
/// excludes: 1 … m − 1 for a small one, m or more for one that protects it.
///
/// A count can change by one exactly when a cycle of suppressed counts, alternately raised and lowered within their
/// bounds, leads through it (rows and columns are nodes, totals are counted negative): flows on a network are whole.
fn told(grid: &[Vec<u64>], cells: &[Vec<Cell>], minimum: u64) -> Option<(usize, usize)> {
    let (rows, columns) = (cells.len(), cells.first().map_or(0, Vec::len));
    let negative = |(i, j): (usize, usize)| (i + 1 == rows) != (j + 1 == columns);
    // whether a count may be raised (lowered) by one under its mark
    let may = |(i, j): (usize, usize), raised: bool| match (cells[i][j], raised) {
        (Cell::Shown(_), _) => false,
        (Cell::Small, true) => grid[i][j] + 1 < minimum,
        (Cell::Small, false) => grid[i][j] > 1,
        (Cell::Secondary, true) => true,
        (Cell::Secondary, false) => grid[i][j] > minimum,
    };
    let hidden = hidden_places(cells);
    // steps from a row to a column raise what is counted positive
    let step = |place: (usize, usize), down: bool| may(place, down != negative(place));
    let reaches = |from: usize, to: usize, without: (usize, usize)| {
        let mut seen = vec![false; rows + columns];
        let mut open = vec![from];
        seen[from] = true;
        while let Some(node) = open.pop() {
            for &place in hidden.iter().filter(|p| **p != without) {
                let (row, column) = (place.0, rows + place.1);
                let next = match node {
                    n if n == row && step(place, true) => column,
                    n if n == column && step(place, false) => row,
                    _ => continue,
                };
                if !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        seen[to]
    };
    let fixed = |place: &(usize, usize)| {
        let (row, column) = (place.0, rows + place.1);
        let ways =
            step(*place, true) && reaches(column, row, *place) || step(*place, false) && reaches(row, column, *place);
        // a mark that leaves one value tells by itself
        !ways && (minimum > 2 || cells[place.0][place.1] != Cell::Small)
    };
    let (i, j) = hidden.iter().copied().find(fixed)?;
    let own = [Line::Row(i), Line::Column(j)]
        .into_iter()
        .filter_map(|l| cheapest(l, cells))
        .min_by_key(|(r, c)| grid[*r][*c]);
    own.or_else(|| (0..rows).find_map(|r| cheapest(Line::Row(r), cells)))
}

fn hidden_places(cells: &[Vec<Cell>]) -> Vec<(usize, usize)> {
    let row = |(i, row): (usize, &Vec<Cell>)| {
        row.iter().enumerate().filter(|(_, c)| c.hidden()).map(|(j, _)| (i, j)).collect::<Vec<_>>()
    };
    cells.iter().enumerate().flat_map(row).collect()
}

/// Whether an edge's ends stay joined when it is taken away.
fn joined_without(edges: &[(usize, usize)], without: (usize, usize), rows: usize, columns: usize) -> bool {
    let mut leader: Vec<usize> = (0..rows + columns).collect();
    for &(i, j) in edges.iter().filter(|e| **e != without) {
        let (a, b) = (leader_of(&mut leader, i), leader_of(&mut leader, rows + j));
        leader[a] = b;
    }
    leader_of(&mut leader, without.0) == leader_of(&mut leader, rows + without.1)
}

fn leader_of(leader: &mut [usize], mut x: usize) -> usize {
    while leader[x] != x {
        leader[x] = leader[leader[x]];
        x = leader[x];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(row: &[Cell]) -> String {
        row.iter().map(|c| c.text(5)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_small_cell_takes_three_others_with_it() {
        // by hand: 3 is small; its row and column each need one more, and the fourth closes the rectangle
        let table = suppress(&[vec![3, 10, 20], vec![12, 11, 30], vec![40, 50, 60]], 5);
        let rows: Vec<String> = table.cells.iter().map(|r| texts(r)).collect();
        assert_eq!(rows, ["<5 * 20", "* * 30", "40 50 60"]);
        assert_eq!((texts(&table.row_totals), texts(&table.column_totals)), ("33 53 150".into(), "55 71 110".into()));
        assert_eq!(table.total, Cell::Shown(236));
    }

    #[test]
    fn nothing_small_and_nothing_hidden() {
        let table = suppress(&[vec![0, 5], vec![7, 0]], 5);
        assert_eq!(table.cells, [[Cell::Shown(0), Cell::Shown(5)], [Cell::Shown(7), Cell::Shown(0)]]);
        assert!(suppress(&[], 5).cells.is_empty());
    }

    #[test]
    fn two_small_cells_whose_sum_is_small_need_a_third() {
        let table = suppress(&[vec![1, 2, 9, 30]], 5);
        assert_eq!(texts(&table.cells[0]), "<5 <5 * 30");
        // in a table of one row the columns' totals are the cells
        assert_eq!(texts(&table.column_totals), "<5 <5 * 30");
        assert_eq!(table.total, Cell::Shown(42));
    }

    #[test]
    fn a_share_hides_with_those_who_have_it_and_those_who_have_not() {
        // by hand: 3 have it in the first cell, and 2 have it not in the second; the smallest neighbour in the row is the
        // third cell for both (6 with, 6 without), and the second row hides the same three so that no column tells
        let n = [vec![20, 20, 12, 40], vec![20, 20, 12, 40]];
        let k = [vec![3, 18, 6, 20], vec![9, 8, 6, 20]];
        assert_eq!(hidden_shares(&n, &k, 5), [[true, true, true, false], [true, true, true, false]]);
        let none = [vec![9, 9, 6, 20], vec![9, 9, 6, 20]];
        assert_eq!(hidden_shares(&n, &none, 5), [[false; 4]; 2]);
    }

    #[test]
    fn a_small_total_is_a_small_cell() {
        let table = suppress(&[vec![0, 6, 0], vec![1, 0, 0]], 5);
        assert_eq!(table.row_totals[1], Cell::Small);
        assert_eq!(table.column_totals[0], Cell::Small);
        assert!(table.cells[1][0].hidden());
    }

    #[test]
    fn nothing_suppressed_follows_from_what_is_published() {
        let sizes = [0u64, 1, 4, 6, 20];
        for code in (0..5usize.pow(9)).step_by(211) {
            let digit = |place: usize| sizes[code / 5usize.pow(place as u32) % 5];
            let counts: Vec<Vec<u64>> = (0..3).map(|i| (0..3).map(|j| digit(3 * i + j)).collect()).collect();
            let table = suppress(&counts, 5);
            let mut grid = table.cells.clone();
            for (row, total) in grid.iter_mut().zip(&table.row_totals) {
                row.push(*total);
            }
            grid.push(table.column_totals.iter().copied().chain([table.total]).collect());
            let hidden = hidden_places(&grid);
            for place in &hidden {
                assert!(joined_without(&hidden, *place, 4, 4), "{counts:?} {grid:?}");
            }
            let shown_small = grid.iter().flatten().any(|c| matches!(c, Cell::Shown(1..5)));
            assert!(!shown_small, "{counts:?} {grid:?}");
        }
    }
}
