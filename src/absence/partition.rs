//! Which clusters are left out together when a model is judged, and which are deleted together to see how estimates vary.

use super::cells::Clusters;

/// Groups of clusters left out in turn where no school is known and clusters are many.
const FOLDS: usize = 20;
/// From more clusters than this, folds.
const MOST_CLUSTERS: usize = 50;
/// Schools from which on schools are the units of the jackknife.
const ENOUGH_SCHOOLS: usize = 3;

/// Groups left out and units deleted, one entry per cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// Group of each cluster: what the model judged on it has not seen.
    pub group: Vec<u32>,
    /// Number of groups.
    pub groups: usize,
    /// What the rows call it: `left-out-school`, `left-out-cluster`, `left-out-fold`.
    pub term: &'static str,
    /// Unit of each cluster: what the jackknife deletes.
    pub unit: Vec<u32>,
    /// Number of units.
    pub units: usize,
    /// School of each cluster, that of its first pupil, and the schools' names; where schools are known.
    pub schools: Option<Schools>,
}

/// Schools of clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct Schools {
    /// School of each cluster.
    pub of: Vec<u32>,
    /// Names, ascending.
    pub names: Vec<String>,
    /// Whether some cluster has pupils of several schools.
    pub spans: bool,
}

impl Partition {
    /// Groups are the schools where two or more are named, else the clusters, or twenty folds of more than fifty clusters
    /// (position in byte order mod 20); units are the schools where three or more are named, else clusters or folds.
    pub fn of(clusters: &Clusters, schools: Option<&Clusters>) -> Partition {
        let g = clusters.count();
        let (fold, folds, term) = if g <= MOST_CLUSTERS {
            ((0..g as u32).collect::<Vec<u32>>(), g, "left-out-cluster")
        } else {
            ((0..g).map(|c| (c % FOLDS) as u32).collect(), FOLDS, "left-out-fold")
        };
        let schools = schools.map(|s| schools_of(clusters, s));
        let named = schools.as_ref().map_or(0, |s| s.names.len());
        let by_school = |least: usize| schools.as_ref().filter(|_| named >= least).map(|s| s.of.clone());
        let (unit, units) = match by_school(ENOUGH_SCHOOLS) {
            Some(of) => (of, named),
            None => (fold.clone(), folds),
        };
        let (group, groups, term) = match by_school(2) {
            Some(of) => (of, named, "left-out-school"),
            None => (fold, folds, term),
        };
        Partition { group, groups, term, unit, units, schools }
    }

    /// Whether what is left out is what is deleted: then a model without two of them serves both.
    pub fn is_symmetric(&self) -> bool {
        self.group == self.unit
    }
}

/// The school of each cluster's first pupil; schools that are nobody's first are left out.
fn schools_of(clusters: &Clusters, schools: &Clusters) -> Schools {
    let mut of = vec![u32::MAX; clusters.count()];
    let mut spans = false;
    for (cluster, school) in clusters.of.iter().zip(&schools.of) {
        let slot = &mut of[*cluster as usize];
        spans |= *slot != u32::MAX && *slot != *school;
        if *slot == u32::MAX {
            *slot = *school;
        }
    }
    let mut rank = vec![u32::MAX; schools.count()];
    of.iter().for_each(|s| rank[*s as usize] = 0);
    let mut names = Vec::new();
    for (i, slot) in rank.iter_mut().enumerate().filter(|(_, s)| **s == 0) {
        *slot = names.len() as u32;
        names.push(schools.names[i].clone());
    }
    Schools { of: of.into_iter().map(|s| rank[s as usize]).collect(), names, spans }
}
