//! The figures made from tables: forest, heat maps, dose and response, calibration, means by wave, participants' flow.

use super::figures::{looked_at, sheets};
use lodtrin::plots::*;

fn some_forest(rows: usize, outcome: &str) -> Forest {
    Forest {
        name: if rows == 1 { "target".into() } else { "forest".into() },
        title: format!("Alle beregninger: {outcome}"),
        caption: "Fyldt: den planlagte, primære beregning.".into(),
        rows: (0..rows)
            .map(|i| ForestRow {
                label: format!("nested-exchangeable · time-averaged · cr2 {i}"),
                group: (i % 5 == 0 && rows > 1).then(|| format!("Gruppe {}", i / 5)),
                estimate: -0.06 + 0.005 * i as f64,
                low: if i == 3 { Some(f64::NEG_INFINITY) } else { Some(-0.09 + 0.004 * i as f64) },
                high: if i == 4 { None } else { Some(-0.03 + 0.006 * i as f64) },
                primary: i == 0,
            })
            .collect(),
        target: Some(-0.05),
        overall: (rows == 6).then_some(-0.04),
        probability: true,
        axis: "Procentpoint (under nul: færre falder fra)".into(),
    }
}

#[test]
fn forest_with_one_row_and_many() {
    for rows in [1, 6, 30] {
        for sheet in sheets() {
            looked_at(&forest(&some_forest(rows, "Frafald inden 20 uger"), &sheet), &rows.to_string(), &sheet);
        }
    }
}

fn some_grid(rows: usize, columns: usize) -> Grid {
    Grid {
        name: "chances".into(),
        title: "Chance for hvert trin".into(),
        caption: "Tal i procent af 10.000 prøvetrækninger; rammen viser det trin, der blev trukket.".into(),
        rows: (0..rows)
            .map(|i| GridRow {
                label: format!("sønderborg-industritekniker-{i}"),
                group: (i % 20 == 0 && rows > 20 && columns < 20).then(|| format!("Skole {}", i / 20)),
                cells: (0..columns)
                    .map(|j| GridCell {
                        value: ((i + j) % 7 != 3).then_some(((i * 3 + j * 5) % 10) as f64),
                        words: format!("{},7", (i * 3 + j * 5) % 10),
                        framed: (i + j) % columns.max(1) == 0,
                    })
                    .collect(),
            })
            .collect(),
        columns: (0..columns)
            .map(|j| if columns > 16 { format!("lod {j}") } else { format!("Trin {}", j + 1) })
            .collect(),
        low: 0.0,
        high: 10.0,
    }
}

#[test]
fn heat_maps_small_and_large() {
    for (rows, columns) in [(6, 3), (24, 8), (120, 10), (120, 120), (12, 14)] {
        for sheet in sheets() {
            looked_at(&grid(&some_grid(rows, columns), &sheet), &format!("{rows}x{columns}"), &sheet);
        }
    }
}

#[test]
fn dose_and_response() {
    let doses = ["0", "1", "2", "3+"];
    for sheet in sheets() {
        let groups = doses.iter().enumerate().map(|(i, d)| DotGroup {
            label: d.to_string(),
            value: 0.18 + 0.06 * i as f64,
            low: Some(0.16 + 0.05 * i as f64),
            high: Some(0.20 + 0.07 * i as f64),
            n: (i != 3).then_some(2310 >> i),
        });
        let data = Dots {
            name: "dose".into(),
            title: "Frafald efter antal dage med fravær".into(),
            caption: "Fravær i de første 14 kalenderdage.".into(),
            groups: groups.collect(),
            axis: "Dage med fravær".into(),
        };
        looked_at(&dots(&data, &sheet), "4", &sheet);
        looked_at(&dots(&Dots { groups: vec![], ..data }, &sheet), "0", &sheet);
    }
}

#[test]
fn calibration_by_bins() {
    for sheet in sheets() {
        let bins = (0..10).map(|i| {
            let p = 0.05 + 0.05 * f64::from(i);
            CalibrationBin { predicted: p, observed: p + 0.01, low: Some(p - 0.02), high: Some(p + 0.04) }
        });
        let data = Calibration {
            title: "Passer de forudsagte risici?".into(),
            caption: "Hver skole er bedømt med en model, der ikke har set den.".into(),
            bins: bins.collect(),
        };
        looked_at(&calibration(&data, &sheet), "10", &sheet);
        looked_at(&calibration(&Calibration { bins: vec![], ..data }, &sheet), "0", &sheet);
    }
}

fn names(terms: usize) -> Vec<String> {
    (0..terms).map(|t| format!("{}{}", 2022 + t / 2, if t % 2 == 0 { "F" } else { "E" })).collect()
}

#[test]
fn means_by_wave() {
    for (waves, terms) in [(3, 4), (6, 8), (12, 24)] {
        for sheet in sheets() {
            let line = |w: usize| WaveLine {
                label: format!("Trin {} · fra 2023F", w + 1),
                start: Some(w + 1).filter(|s| *s < terms),
                values: (0..terms)
                    .map(|t| (t != 2 || w != 1).then_some(0.25 - if t > w { 0.06 } else { 0.0 }))
                    .collect(),
            };
            let data = Means {
                title: "Frafald inden 20 uger: mellem 19 % og 25 %".into(),
                terms: names(terms),
                waves: (0..waves).map(line).collect(),
            };
            looked_at(&means(&data, &sheet), &format!("{waves}-{terms}"), &sheet);
        }
    }
}

#[test]
fn participants_flow() {
    for (waves, terms) in [(1, 2), (6, 8), (12, 24)] {
        for sheet in sheets() {
            let wave = |w: usize| FlowWave {
                label: format!("Trin {} (4 uddannelser)", w + 1),
                start: Some(w + 1).filter(|s| *s < terms),
                cells: (0..terms).map(|t| (t != 1 || w != 0).then_some((4, "1104".to_string()))).collect(),
            };
            let data = Flow {
                title: "24 uddannelser i lodtrækningen, 4.575 elever med kendt udfald".into(),
                boxes: vec![
                    vec![
                        "Rækker i registret: 4712".into(),
                        "udeladt: 20 dubletter, 30 begyndte aldrig; 12 sat til side".into(),
                    ],
                    vec!["24 uddannelser ved 6 skoler i lodtrækningen".into()],
                ],
                terms: names(terms),
                waves: (0..waves).map(wave).collect(),
            };
            looked_at(&flow(&data, &sheet), &format!("{waves}-{terms}"), &sheet);
        }
    }
}

/// A table of so many lots at schools of four, in six waves: two lots of a school never meet, the first two schools' first
/// lots always do.
fn some_pairs(lots: usize, schools: bool) -> Pairs {
    let lot = |i: usize| PairLot {
        label: format!("{} {}", ["Elektriker", "Social- og sundhedsassistent", "Smed"][i % 3], i + 1),
        group: schools.then(|| format!("Skole {}", i / 4 + 1)),
    };
    let together = |i: usize, k: usize| match (i / 4 == k / 4, i, k) {
        (_, 4, 0) => 9_000,
        (true, ..) => 0,
        (_, 5, _) => 700,
        (_, _, 2) => 2_900,
        _ => 1_600 + (i * 31 + k * 17) as u32 % 150,
    };
    Pairs {
        name: "pairs".into(),
        title: "Par i samme trin".into(),
        lots: (0..lots).map(lot).collect(),
        together: (0..lots).map(|i| (0..i).map(|k| together(i, k)).collect()).collect(),
        draws: 10_000,
        usual: 0.16,
        most: 5_000,
    }
}

#[test]
fn pairs_of_few_and_many_lots() {
    for (lots, schools) in [(2, true), (6, true), (24, true), (24, false), (60, true), (120, true), (120, false)] {
        for sheet in sheets() {
            let data = some_pairs(lots, schools);
            let figure = pairs(&data, &sheet);
            looked_at(&figure, &format!("{lots}-{schools}"), &sheet);
            // each pair that never meets has its cross, each that meets too often its diamond, and the legend both
            let never = data.together.iter().flatten().filter(|t| **t == 0).count();
            let too_often = usize::from(lots > 4);
            let crosses =
                figure.marks.iter().filter(|m| matches!(m, Mark::Lines { paths, .. } if paths.len() == 2)).count();
            let diamonds =
                figure.marks.iter().filter(|m| matches!(m, Mark::Fill { points, .. } if points.len() == 4)).count();
            assert_eq!((crosses, diamonds), (never + 1, too_often + 1), "{lots} lots");
            assert_eq!(figure.description.contains("(90,0") || figure.description.contains("(90.0"), lots > 4);
        }
    }
}
