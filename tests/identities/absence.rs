//! What must hold of early absence whatever the data: fast against literal, sums to one, orders that change nothing.

use lodtrin::absence::{
    Cells, Clusters, Coded, Family, Landmark, LifeTable, Scored, Starters, cluster_bootstrap, cox, iterated, leave_out,
    linear, log_rank, standardise,
};
use lodtrin::diagnostics::Silent;
use lodtrin::inference::cluster::{cr0, cr2};
use lodtrin::provenance::Stream;
use lodtrin::trial::Departure;

/// Two ways of adding the same numbers.
const SUMS: f64 = 1e-12;
/// Two ways to the same maximum.
const MAXIMUM: f64 = 1e-9;

fn close(what: &str, a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}: {a} is not {b}");
}

struct Data {
    class: Vec<String>,
    exposed: Vec<f64>,
    days: Vec<f64>,
    age: Vec<f64>,
    y: Vec<f64>,
    day: Vec<f64>,
    departure: Vec<Departure>,
}

impl Data {
    fn new(n: usize, classes: u64, seed: u64) -> Data {
        let mut s = Stream::seeded("tests/identities/absence", seed, 1);
        let mut d = Data {
            class: Vec::new(),
            exposed: Vec::new(),
            days: Vec::new(),
            age: Vec::new(),
            y: Vec::new(),
            day: Vec::new(),
            departure: Vec::new(),
        };
        for _ in 0..n {
            let days = s.below(4) as f64;
            let age = 16.0 + 8.0 * s.unit();
            let drops = s.chance(0.15 + 0.08 * days + 0.01 * (age - 16.0));
            let moves = s.chance(0.1);
            d.class.push(format!("k{:03}", s.below(classes)));
            d.days.push(days);
            d.exposed.push(f64::from(u8::from(days >= 1.0)));
            d.age.push(age);
            d.y.push(f64::from(u8::from(drops)));
            d.day.push(15.0 + s.below(126) as f64);
            d.departure.push(match (drops, moves) {
                (true, _) => Departure::Dropout,
                (false, true) => Departure::Other,
                (false, false) => Departure::None,
            });
        }
        d
    }

    fn clusters(&self) -> Clusters {
        Clusters::from_labels(&self.class)
    }

    fn cells(&self) -> Cells {
        let (e, a) = (Coded::new(&self.exposed), Coded::new(&self.age));
        Cells::collapse(&[("exposed", &e), ("age", &a)], &Coded::new(&self.y), &self.clusters())
    }

    fn permuted(&self) -> Data {
        let mut order: Vec<usize> = (0..self.y.len()).collect();
        Stream::seeded("tests/identities/absence", 99, 1).arrange(&mut order);
        let pick = |v: &[f64]| order.iter().map(|i| v[*i]).collect();
        Data {
            class: order.iter().map(|i| self.class[*i].clone()).collect(),
            exposed: pick(&self.exposed),
            days: pick(&self.days),
            age: pick(&self.age),
            y: pick(&self.y),
            day: pick(&self.day),
            departure: order.iter().map(|i| self.departure[*i]).collect(),
        }
    }
}

#[test]
fn the_order_of_the_rows_changes_no_bit() {
    let data = Data::new(600, 12, 1);
    let other = data.permuted();
    let (a, b) = (data.cells(), other.cells());
    assert_eq!(a.cells, b.cells);
    for family in [Family::Logit, Family::Poisson] {
        let (a, b) = (iterated(&a, family).unwrap(), iterated(&b, family).unwrap());
        assert_eq!(a.coefficients, b.coefficients);
        assert_eq!(cr0(&a, &a.picks(1)).variance, cr0(&b, &b.picks(1)).variance);
    }
    let auc = |d: &Data| Scored::of(&Coded::new(&d.days), &Coded::new(&d.y), &d.clusters()).auc();
    assert_eq!(auc(&data), auc(&other));
}

#[test]
fn dropout_transfer_and_survival_add_up_to_one() {
    let data = Data::new(800, 10, 2);
    let table = LifeTable::of(&Coded::new(&data.day), &data.departure, |_| true);
    let (km, drop, other) = (table.kaplan_meier(), table.aalen_johansen(), table.aalen_johansen_others());
    assert!(km.len() > 50);
    for ((s, f), h) in km.iter().zip(&drop).zip(&other) {
        close("sum", s.value + f.value + h.value, 1.0, SUMS);
    }
    // without transfers the competing-risks error is Greenwood's
    let alone: Vec<Departure> =
        data.departure.iter().map(|d| if *d == Departure::Other { Departure::None } else { *d }).collect();
    let table = LifeTable::of(&Coded::new(&data.day), &alone, |_| true);
    for (s, f) in table.kaplan_meier().iter().zip(table.aalen_johansen()) {
        close("error", f.std_error, s.std_error, SUMS);
    }
}

#[test]
fn delong_agrees_with_its_definition() {
    let data = Data::new(300, 8, 3);
    let fast = Scored::of(&Coded::new(&data.days), &Coded::new(&data.y), &data.clusters()).auc().unwrap();
    let of =
        |v: f64| -> Vec<f64> { data.days.iter().zip(&data.y).filter(|(_, y)| **y == v).map(|(d, _)| *d).collect() };
    let (events, others) = (of(1.0), of(0.0));
    let beats = |e: f64, o: f64| {
        if e > o {
            1.0
        } else if e == o {
            0.5
        } else {
            0.0
        }
    };
    let v: Vec<f64> =
        events.iter().map(|e| others.iter().map(|o| beats(*e, *o)).sum::<f64>() / others.len() as f64).collect();
    let w: Vec<f64> =
        others.iter().map(|o| events.iter().map(|e| beats(*e, *o)).sum::<f64>() / events.len() as f64).collect();
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let spread =
        |x: &[f64]| x.iter().map(|p| (p - mean(x)).powi(2)).sum::<f64>() / (x.len() as f64 - 1.0) / x.len() as f64;
    close("Mann-Whitney", fast.auc, mean(&v), SUMS);
    close("variance", fast.variance, spread(&v) + spread(&w), SUMS);
}

#[test]
fn resampled_clusters_agree_with_copied_pupils() {
    let data = Data::new(200, 7, 4);
    let clusters = data.clusters();
    let scored = Scored::of(&Coded::new(&data.days), &Coded::new(&data.y), &clusters);
    let fast = cluster_bootstrap(&[&scored], 60, 5, 0.9, &Silent).remove(0).unwrap();
    let mut slow: Vec<f64> = (1..=60)
        .map(|k| {
            let mut s = Stream::seeded("lodtrin absence cluster-bootstrap", 5, k);
            let (mut days, mut y, mut label) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..clusters.count() {
                let drawn = s.below(clusters.count() as u64) as u32;
                for i in (0..data.y.len()).filter(|i| clusters.of[*i] == drawn) {
                    days.push(data.days[i]);
                    y.push(data.y[i]);
                    label.push("x");
                }
            }
            Scored::of(&Coded::new(&days), &Coded::new(&y), &Clusters::from_labels(&label)).auc().unwrap().auc
        })
        .collect();
    slow.sort_by(f64::total_cmp);
    let mean = slow.iter().sum::<f64>() / 60.0;
    let sd = (slow.iter().map(|a| (a - mean).powi(2)).sum::<f64>() / 59.0).sqrt();
    close("standard error", fast.std_error, sd, SUMS);
    close("low", fast.low, lodtrin::numeric::quantile_sorted(&slow, 0.05), SUMS);
    // two scores at once change neither
    let both = cluster_bootstrap(&[&scored, &scored], 60, 5, 0.9, &Silent);
    assert_eq!(both[0], both[1]);
    assert_eq!(both[0].as_ref(), Some(&fast));
}

#[test]
fn threads_change_nothing() {
    let data = Data::new(400, 9, 6);
    let scored = Scored::of(&Coded::new(&data.days), &Coded::new(&data.y), &data.clusters());
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| cluster_bootstrap(&[&scored], 100, 1, 0.95, &Silent))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn g_computation_without_covariates_is_the_raw_risks() {
    let data = Data::new(500, 10, 7);
    let exposed = Coded::new(&data.exposed);
    let cells = Cells::collapse(&[("exposed", &exposed)], &Coded::new(&data.y), &data.clusters());
    let logit = iterated(&cells, Family::Logit).unwrap();
    let risks = standardise(&cells, &logit);
    let ols = linear(&cells);
    close("unexposed", risks.unexposed, ols.coefficients[0], MAXIMUM);
    close("exposed", risks.exposed, ols.coefficients[0] + ols.coefficients[1], MAXIMUM);
    // and its error is the uncorrected one of the linear model
    let delta = cr0(&logit, &risks.difference_gradient()).variance;
    close("variance", delta, cr0(&ols, &[0.0, 1.0]).variance, MAXIMUM);
}

#[test]
fn one_row_per_cluster_makes_cr2_hc2() {
    let mut data = Data::new(60, 10, 8);
    data.class = (0..60).map(|i| format!("{i:02}")).collect();
    let fit = linear(&data.cells());
    // Σ (c'A x)² e²/(1 − h)
    let c = fit.bread.mul_vec(&fit.picks(1));
    let hc2: f64 = (0..60)
        .map(|i| {
            let x = [1.0, data.exposed[i], data.age[i]];
            let e = data.y[i] - x.iter().zip(&fit.coefficients).map(|(a, b)| a * b).sum::<f64>();
            let a: f64 = x.iter().zip(&c).map(|(a, b)| a * b).sum();
            a * a * e * e / (1.0 - fit.bread.quad(&x, &x))
        })
        .sum();
    close("HC2", cr2(&fit, &fit.picks(1)).variance, hc2, MAXIMUM);
}

#[test]
fn cox_scores_add_up_to_nothing_and_give_the_log_rank_sign() {
    let data = Data::new(500, 12, 9);
    let (exposed, age, day) = (Coded::new(&data.exposed), Coded::new(&data.age), Coded::new(&data.day));
    let fit = cox(&[("exposed", &exposed), ("age", &age)], &day, &data.departure, &data.clusters()).unwrap();
    for j in 0..2 {
        let total: f64 = fit.clusters.iter().map(|c| c.score[j]).sum();
        assert!(total.abs() < 1e-7, "scores of column {j} add up to {total}");
    }
    let table = |e: f64| LifeTable::of(&day, &data.departure, |i| data.exposed[i] == e);
    let test = log_rank(&table(1.0), &table(0.0));
    assert_eq!(test.observed > test.expected, fit.coefficients[0] > 0.0);
    // shifting a covariate changes nothing that is estimated
    let shifted = Coded::new(&data.age.iter().map(|a| a - 2000.0).collect::<Vec<_>>());
    let again = cox(&[("exposed", &exposed), ("age", &shifted)], &day, &data.departure, &data.clusters()).unwrap();
    close("coefficient", again.coefficients[0], fit.coefficients[0], MAXIMUM);
}

#[test]
fn leaving_a_group_out_is_fitting_without_it() {
    let data = Data::new(500, 6, 10);
    let cells = data.cells();
    let group: Vec<u32> = (0..cells.clusters.len() as u32).map(|c| c % 3).collect();
    let out = leave_out(&cells, &group, 3);
    for left in 0..3u32 {
        let keep: Vec<usize> = {
            let clusters = data.clusters();
            (0..data.y.len()).filter(|i| group[clusters.of[*i] as usize] != left).collect()
        };
        let pick = |v: &[f64]| Coded::new(&keep.iter().map(|i| v[*i]).collect::<Vec<_>>());
        let class: Vec<&str> = keep.iter().map(|i| data.class[*i].as_str()).collect();
        let (e, a) = (pick(&data.exposed), pick(&data.age));
        let rest = Cells::collapse(&[("exposed", &e), ("age", &a)], &pick(&data.y), &Clusters::from_labels(&class));
        let fit = iterated(&rest, Family::Logit).unwrap();
        for cell in cells.cells.iter().filter(|c| group[c.cluster as usize] == left) {
            let x = cells.design.row(cell.row as usize);
            let eta: f64 = x.iter().zip(&fit.coefficients).map(|(x, b)| x * b).sum();
            close("prediction", out.risk(cell).unwrap(), 1.0 / (1.0 + (-eta).exp()), MAXIMUM);
        }
    }
    let bins = out.bins(&cells, 10);
    let (n, observed): (f64, f64) =
        bins.iter().fold((0.0, 0.0), |s, b| (s.0 + b.n, s.1 + b.totals.iter().map(|t| t.0).sum::<f64>()));
    assert_eq!((n, observed), (500.0, data.y.iter().sum::<f64>()));
}

#[test]
fn everybody_who_started_is_followed_or_left_out_under_a_name() {
    let data = Data::new(400, 9, 11);
    let n = data.y.len();
    let mut starters = Starters {
        clusters: data.clusters(),
        days: data.days.clone(),
        last_day: data.day.clone(),
        departure: data.departure.iter().copied().map(Some).collect(),
        covariates: vec![("age".into(), data.age.clone())],
        groups: Vec::new(),
        known: vec![true; n],
    };
    starters.days[3] = f64::NAN;
    starters.last_day[5] = f64::NAN;
    starters.covariates[0].1[7] = f64::NAN;
    starters.departure[9] = None;
    (20..40).for_each(|i| starters.last_day[i] = 14.0);
    let rule = Landmark { threshold: 1.0, day: 14.0, horizon: Some(100.0) };
    let followed = starters.follow(&rule).unwrap();
    let out = followed.left_out;
    let counted =
        out.left_by_landmark + out.absence_unknown + out.day_unknown + out.event_unknown + out.covariate_unknown;
    assert_eq!((followed.len() + counted, out.left_by_landmark), (n, 20));
    for i in 0..followed.len() {
        let day = starters.last_day[followed.rows[i] as usize];
        assert!(day > 14.0);
        assert_eq!(followed.last_day.value(i), day.min(100.0));
        assert_eq!(
            followed.departure[i] == Departure::None,
            day > 100.0 || data.departure[followed.rows[i] as usize] == Departure::None
        );
    }
}
