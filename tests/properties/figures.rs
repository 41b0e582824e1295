//! Every figure, in both languages, wide and narrow, with few programmes and with many: nothing leaves the sheet, no two
//! texts lie over each other, the same figure gives the same bytes, and words are escaped. The pictures are left in
//! cargo's folder for test products, to be looked at.

use lodtrin::plots::*;
use lodtrin::trial::Language;
use std::path::PathBuf;

/// Texts may touch by this much (figure units): ascenders and descenders seldom meet.
const TOUCH: f64 = 2.0;

pub fn sheets() -> [Sheet; 4] {
    [Sheet::wide(Language::Da), Sheet::narrow(Language::Da), Sheet::wide(Language::En), Sheet::narrow(Language::En)]
}

/// The box of a text: left, top, right, bottom.
fn texts(figure: &Figure) -> Vec<([f64; 4], String)> {
    figure
        .marks
        .iter()
        .filter_map(|m| match m {
            Mark::Text { at, text, size, weight, anchor, turned, .. } => {
                let wide = text_width(text, *size, *weight);
                let back = match anchor {
                    Anchor::Start => 0.0,
                    Anchor::Middle => wide / 2.0,
                    Anchor::End => wide,
                };
                let (x, y) = *at;
                let area = if *turned {
                    [x - 0.75 * size, y + back - wide, x + 0.2 * size, y + back]
                } else {
                    [x - back, y - 0.75 * size, x - back + wide, y + 0.2 * size]
                };
                Some((area, text.clone()))
            }
            _ => None,
        })
        .collect()
}

pub fn looked_at(figure: &Figure, label: &str, sheet: &Sheet) {
    let which = format!("{} ({label}, {:?}, {})", figure.name, sheet.language, sheet.width);
    let boxes = texts(figure);
    for (b, text) in &boxes {
        let inside = b[0] > -1.0 && b[1] > -1.0 && b[2] < figure.width + 1.0 && b[3] < figure.height + 1.0;
        assert!(inside, "{which}: `{text}` leaves the sheet: {b:?} of {} × {}", figure.width, figure.height);
    }
    for (i, (a, s)) in boxes.iter().enumerate() {
        for (b, t) in &boxes[i + 1..] {
            let over = a[0] + TOUCH < b[2] && b[0] + TOUCH < a[2] && a[1] + TOUCH < b[3] && b[1] + TOUCH < a[3];
            assert!(!over, "{which}: `{s}` lies over `{t}`");
        }
    }
    let svg = figure.svg();
    assert_eq!(svg, figure.svg());
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{which}: a number is missing");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let language = if sheet.language == Language::Da { "da" } else { "en" };
    let width = if sheet.is_narrow() { "narrow" } else { "wide" };
    let stem = format!("{}-{label}-{language}-{width}", figure.name);
    std::fs::write(folder.join(format!("{stem}.svg")), &svg).unwrap();
    std::fs::write(folder.join(format!("{stem}.png")), figure.png().unwrap()).unwrap();
}

const SCHOOLS: [&str; 6] = ["Aabenraa", "Hjørring", "Køge", "Næstved", "Rødovre", "Århus Tech"];
const COURSES: [&str; 8] =
    ["Elektriker", "Frisør", "Gastronom", "Tømrer", "Smed", "Social- og sundhedsassistent", "Mekaniker", "Bager"];

pub fn some_rollout(programmes: usize, waves: u32, terms: usize) -> Rollout {
    Rollout {
        name: "rollout".into(),
        title: format!("{programmes} uddannelser begynder i {waves} trin"),
        terms: (0..terms).map(|t| format!("{}{}", 2026 + t / 2, if t % 2 == 0 { "F" } else { "E" })).collect(),
        transition: usize::from(programmes == 24),
        rows: (0..programmes)
            .map(|i| {
                let wave = (i % waves as usize) as u32 + 1;
                RolloutRow {
                    programme: format!("{} {}", COURSES[i * 7 % 8], i + 1),
                    school: SCHOOLS[i / 3 % 6].to_string(),
                    wave,
                    start: Some(wave as usize).filter(|s| *s < terms),
                    withdrawn: i == 2,
                }
            })
            .collect(),
    }
}

#[test]
fn rollout_with_few_and_many_programmes() {
    for (programmes, waves, terms) in [(6, 3, 4), (24, 6, 8), (120, 10, 14), (120, 6, 30), (1, 1, 2)] {
        for sheet in sheets() {
            let figure = rollout(&some_rollout(programmes, waves, terms), &sheet);
            looked_at(&figure, &format!("{programmes}-{terms}"), &sheet);
        }
    }
}

fn some_exposure(first: i64, last: i64, outcome: &str) -> Exposure {
    let points = (first..=last)
        .map(|lag| {
            let reference = lag == -1;
            let estimate = if lag < 0 { 0.004 * (lag + 1) as f64 } else { -0.03 - 0.012 * lag as f64 };
            let half = 0.02 + 0.004 * (lag - 1).abs() as f64;
            let limit = |by: f64| (!reference).then_some(estimate + by);
            LagPoint {
                lag,
                estimate: if reference { 0.0 } else { estimate },
                low: limit(-half),
                high: limit(half),
                band_low: limit(-1.4 * half),
                band_high: limit(1.4 * half),
                programmes: Some(20),
            }
        })
        .collect();
    Exposure {
        title: format!("{outcome}: før start rummer 4 af 4 intervaller nul"),
        points,
        target: Some(-0.05),
        level: 0.95,
        probability: true,
    }
}

#[test]
fn effect_by_exposure_over_few_and_many_lags() {
    for (first, last) in [(-4, 5), (0, 2), (-20, 22), (0, 0)] {
        for sheet in sheets() {
            let figure =
                exposure(&some_exposure(first, last, "Frafald inden for 20 uger på grundforløbets anden del"), &sheet);
            looked_at(&figure, &format!("{first}to{last}"), &sheet);
        }
    }
}

fn some_randomization(observed: f64, scale: StatisticScale) -> Randomization {
    let unit = if scale == StatisticScale::Probability { 0.02 } else { 1.0 };
    let breaks: Vec<f64> = (0..=50).map(|i| (-4.0 + 0.16 * i as f64) * unit).collect();
    let counts = (0..50)
        .map(|i| {
            let z = -3.92 + 0.16 * i as f64;
            (640.0 * (-z * z / 2.0).exp()) as u64
        })
        .collect();
    Randomization {
        title: "Frafald: så meget giver lodtrækningen alene i 0,3 % af tilfældene".into(),
        scale,
        breaks,
        counts,
        observed: observed * unit,
        p: 0.0031,
        draws: 9999,
        enumerated: false,
    }
}

#[test]
fn randomization_distribution_with_the_observed_value_inside_and_far_outside() {
    for (observed, scale) in [
        (-2.96, StatisticScale::Studentized),
        (0.1, StatisticScale::Plain),
        (-9.0, StatisticScale::Studentized),
        (2.2, StatisticScale::Probability),
    ] {
        for sheet in sheets() {
            looked_at(&randomization(&some_randomization(observed, scale), &sheet), &format!("{observed}"), &sheet);
        }
    }
}

fn some_curves(kind: CurveKind, groups: usize) -> Curves {
    let labels = ["0 dage fraværende", "1 dag eller mere fraværende", "2 dage", "3 dage eller flere"];
    let curves = (0..groups)
        .map(|g| {
            let days: Vec<f64> = (15..140).step_by(3 - g % 2).map(f64::from).collect();
            let gone: Vec<f64> = days.iter().map(|d| (d - 14.0) / 126.0 * (0.1 + 0.09 * g as f64)).collect();
            let values: Vec<f64> =
                gone.iter().map(|v| if kind == CurveKind::Survival { 1.0 - v } else { *v }).collect();
            Curve {
                label: labels[g].to_string(),
                low: values.iter().map(|v| (v - 0.02).max(0.0)).collect(),
                high: values.iter().map(|v| (v + 0.02).min(1.0)).collect(),
                days,
                values,
                at_risk: (0..10).map(|i| (14.0 + 14.0 * f64::from(i), 2310 - 50 * i as u64 * (1 + g as u64))).collect(),
            }
        })
        .collect();
    Curves {
        kind,
        title: "Andel der er faldet fra, efter fravær de første 14 dage".into(),
        caption: "Skoledage, hel eller delvis; kun elever der stadig gik der efter dag 14.".into(),
        curves,
        from: 14.0,
        to: 140.0,
    }
}

#[test]
fn curves_for_two_and_four_groups() {
    for kind in [CurveKind::Survival, CurveKind::CumulativeIncidence] {
        for groups in [1, 2, 4] {
            for sheet in sheets() {
                looked_at(&curves(&some_curves(kind, groups), &sheet), &format!("{groups}"), &sheet);
            }
        }
    }
}

#[test]
fn arms_side_by_side_on_one_scale() {
    let arm = |heading: &str, difference: &str, labels: [&str; 2]| {
        let mut panel = Curves {
            title: heading.into(),
            caption: difference.into(),
            ..some_curves(CurveKind::CumulativeIncidence, 2)
        };
        panel.curves.iter_mut().zip(labels).for_each(|(c, label)| c.label = label.into());
        panel
    };
    for (case, labels) in
        [("short", ["uden fravær", "med fravær"]), ("long", ["0 dage fraværende", "1 dag eller mere"])]
    {
        let mut with = arm("Med indsatsen", "Forskel i procentpoint: +9,1 (+4,6 til +13,7)", labels);
        with.curves[1].values.iter_mut().for_each(|v| *v *= 2.0);
        let data = Arms {
            name: "absence-by-arm".into(),
            title: "Andel der er faldet fra, efter tidligt fravær, uden og med indsatsen".into(),
            caption: "Tidligt fravær: mindst 1 dag i de første 14 kalenderdage.".into(),
            panels: vec![arm("Uden indsatsen, med en overskrift der fylder mere end en linje", "", labels), with],
        };
        for sheet in sheets() {
            let figure = arms(&data, &sheet);
            looked_at(&figure, case, &sheet);
            let tick = |m: &&Mark| matches!(m, Mark::Text { text, .. } if text.starts_with("40"));
            assert_eq!(figure.marks.iter().filter(tick).count(), 2, "both panels have the scale of the higher one");
            assert!(figure.description.contains("Uden indsatsen") && figure.description.contains("Med indsatsen"));
        }
    }
    let none = Arms { name: "arms".into(), title: "".into(), caption: "".into(), panels: vec![] };
    assert!(sheets().iter().all(|sheet| arms(&none, sheet).png().is_ok()));
}

#[test]
fn hostile_names_are_escaped_and_drawn() {
    let mut data = some_rollout(3, 3, 4);
    data.rows[0].programme = "</text><script>alert('1')</script>&\u{0}\u{1b}[31m".into();
    data.rows[1].school = "\"><img src=x onerror=alert(1)>".into();
    data.terms[0] = "<!--".into();
    let figure = rollout(&data, &Sheet::wide(Language::Da));
    let svg = figure.svg();
    assert!(!svg.contains("<script") && !svg.contains("<img") && !svg.contains("<!--"));
    assert!(!svg.contains('\u{0}') && !svg.contains('\u{1b}'));
    assert!(figure.png().is_ok());
}

#[test]
fn empty_figures_do_not_panic() {
    for sheet in sheets() {
        let empty =
            Rollout { name: "rollout".into(), title: String::new(), terms: vec![], transition: 0, rows: vec![] };
        assert!(rollout(&empty, &sheet).png().is_ok());
        let none = Exposure { points: vec![], ..some_exposure(0, 0, "") };
        assert!(exposure(&none, &sheet).png().is_ok());
        let nothing =
            Randomization { breaks: vec![], counts: vec![], ..some_randomization(0.0, StatisticScale::Plain) };
        assert!(randomization(&nothing, &sheet).png().is_ok());
        let none = Curves { curves: vec![], ..some_curves(CurveKind::Survival, 0) };
        assert!(curves(&none, &sheet).png().is_ok());
    }
}

#[test]
fn a_figure_too_large_for_a_bitmap_is_refused_in_words() {
    let figure = Figure::new("wall", 720.0, 1e6, "");
    let problem = figure.png().unwrap_err();
    assert_eq!(problem.code(), "P901");
    assert!(figure.svg().starts_with("<svg"));
}

#[test]
fn a_png_says_its_size_and_every_chunk_has_its_checksum() {
    let figure = exposure(&some_exposure(0, 2, "x"), &Sheet::narrow(Language::En));
    let bytes = figure.png().unwrap();
    assert_eq!(&bytes[..8], &[0x89, b'P', b'N', b'G', 13, 10, 26, 10]);
    let word = |i: usize| u32::from_be_bytes(bytes[i..i + 4].try_into().unwrap());
    assert_eq!(word(16), 2 * (340 + 20));
    let mut at = 8;
    let mut kinds = Vec::new();
    while at < bytes.len() {
        let size = word(at) as usize;
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[at + 4..at + 8 + size]);
        assert_eq!(crc.sum(), word(at + 8 + size));
        kinds.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).to_string());
        at += size + 12;
    }
    assert_eq!(kinds, ["IHDR", "pHYs", "IDAT", "IEND"]);
}

fn some_target(rows: &[(f64, Option<f64>, Option<f64>)], target: Option<f64>) -> Target {
    let row = |(i, (estimate, low, high)): (usize, &(f64, Option<f64>, Option<f64>))| TargetRow {
        label: format!("Frafald inden 20 uger {i}"),
        estimate: *estimate,
        low: *low,
        high: *high,
    };
    Target {
        title: "Indsatsen sænkede frafaldet med 6,7 procentpoint".into(),
        caption: "Linjen: 95\u{a0}%-sikkerhedsinterval. Grønt: virkninger, der når målet.".into(),
        rows: rows.iter().enumerate().map(row).collect(),
        target,
        probability: true,
        axis: "Procentpoint (under nul: færre falder fra)".into(),
    }
}

#[test]
fn target_with_limits_that_are_there_far_away_and_not_there() {
    let inf = f64::INFINITY;
    let cases: [(&str, Target); 6] = [
        ("closed", some_target(&[(-0.067, Some(-0.125), Some(-0.005))], Some(-0.05))),
        ("open", some_target(&[(-0.067, Some(-inf), Some(-0.005)), (0.02, Some(-0.1), Some(inf))], Some(-0.05))),
        ("none", some_target(&[(-0.067, None, None)], Some(0.10))),
        ("tight", some_target(&[(0.0, Some(-0.001), Some(0.001))], Some(-0.05))),
        ("zero", some_target(&[(0.0, Some(0.0), Some(0.0))], None)),
        (
            "three",
            some_target(
                &[(0.124, Some(-0.08), Some(0.32)), (0.01, Some(-0.13), Some(0.16)), (0.27, Some(0.09), Some(0.45))],
                Some(0.1),
            ),
        ),
    ];
    for (case, data) in &cases {
        for sheet in sheets() {
            let figure = target(data, &sheet);
            looked_at(&figure, case, &sheet);
            let word = if sheet.language == Language::Da { "ubegrænset" } else { "unbounded" };
            let said = |m: &&Mark| matches!(m, Mark::Text { text, .. } if text == word);
            assert_eq!(figure.marks.iter().filter(said).count(), if *case == "open" { 2 } else { 0 }, "{case}");
            // room at both ends: no limit that is there lies at the edge
            let ends = |m: &Mark| match m {
                Mark::Lines { paths, width, .. } if *width == 3.0 => paths.concat(),
                _ => Vec::new(),
            };
            let xs: Vec<f64> = figure.marks.iter().flat_map(ends).map(|p| p.0).collect();
            if *case != "open" {
                assert!(xs.iter().all(|x| *x > 15.0 && *x < sheet.width - 15.0), "{case}: {xs:?}");
            }
        }
    }
}

#[test]
fn a_picture_in_a_file_needs_no_font_and_one_in_a_page_keeps_its_text() {
    let mut figure =
        target(&some_target(&[(-0.067, Some(-0.125), Some(-0.005))], Some(-0.05)), &Sheet::wide(Language::Da));
    figure.source = "Kilde: Os i branchen · lås 4285dcbc0f84 · n = 4.610 elever".into();
    let svg = figure.svg();
    assert!(!svg.contains("<text") && !svg.contains("font-family"), "{svg}");
    assert!(svg.contains("role=\"img\" aria-labelledby=\"target-title target-desc\""), "{svg}");
    assert!(svg.contains("<title id=\"target-title\">Indsatsen sænkede") && svg.contains("<desc id=\"target-desc\">"));
    for number in ["−6,7", "−12,5", "−0,5", "−5", "4285dcbc0f84"] {
        let desc = svg.split_once("<desc").and_then(|(_, d)| d.split_once("</desc>")).unwrap().0;
        assert!(desc.contains(number), "{number} is not in {desc}");
    }
    // one path a glyph, every use has one
    let ids: Vec<&str> = svg.split("<path id=\"").skip(1).filter_map(|p| p.split('"').next()).collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len());
    let uses: Vec<&str> = svg.split("<use href=\"#").skip(1).filter_map(|p| p.split('"').next()).collect();
    assert!(uses.len() > 100 && uses.iter().all(|u| once.binary_search(u).is_ok()));
    assert!(once.iter().all(|id| uses.contains(id)), "no glyph that is not used");
    let inline = figure.inline_svg();
    assert!(inline.contains("<text") && !inline.contains("<use") && !inline.contains("Kilde:"));
}

#[test]
fn a_slide_is_sixteen_to_nine_and_nothing_leaves_it() {
    let cases: [&dyn Fn(&Sheet) -> Figure; 3] = [
        &|s| target(&some_target(&[(-0.067, Some(-0.125), Some(-0.005))], Some(-0.05)), s),
        &|s| exposure(&some_exposure(-4, 5, "Frafald"), s),
        &|s| rollout(&some_rollout(48, 6, 8), s),
    ];
    for draw in cases {
        for language in [Language::Da, Language::En] {
            let figure = slide(draw, &Sheet::wide(language));
            assert!(figure.name.ends_with("-wide"));
            let ratio = (figure.width + 20.0) / (figure.height + 20.0);
            assert!((ratio - 16.0 / 9.0).abs() < 1e-9, "{}: {ratio}", figure.name);
            looked_at(&figure, "slide", &Sheet::wide(language));
        }
    }
}

#[test]
fn the_target_line_of_an_event_study_ends_at_the_start() {
    for sheet in sheets() {
        let figure = exposure(&some_exposure(-4, 5, "Frafald"), &sheet);
        let start = figure.marks.iter().find_map(|m| match m {
            Mark::Lines { paths, dash: None, .. } if paths.len() == 1 && paths[0][0].0 == paths[0][1].0 => {
                Some(paths[0][0].0)
            }
            _ => None,
        });
        let target = figure.marks.iter().find_map(|m| match m {
            Mark::Lines { paths, dash: Some(_), .. } => Some(paths[0].clone()),
            _ => None,
        });
        let (start, target) = (start.unwrap(), target.unwrap());
        assert!((target[0].0 - start).abs() < 1e-9 && target[1].0 > start, "{start} {target:?}");
    }
}
