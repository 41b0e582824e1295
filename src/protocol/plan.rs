//! The protocol with every default written out, in one fixed order.

use super::plan_lines::{Item, List, Table, inline, list, lists, number, numbers, one_or_list, quote};
use crate::trial::Named;
use crate::trial::study::{ForecastDecl, FormDecl, Intervention, JointDecl, SourceDecl, WarningDecl};
use crate::trial::{Language, Study};

/// The whole protocol as TOML: every default written out, sections and keys in a fixed order, LF line ends. Parsing it
/// gives the same study again.
pub fn write_plan(study: &Study) -> String {
    let mut text = String::from("# The protocol with every default written out. Frozen by the lock: do not edit.\n");
    let mut header = String::new();
    for item in items(study) {
        if item.begins || item.header != header {
            text.push_str(&format!("\n{}\n", item.header));
            header.clone_from(&item.header);
        }
        text.push_str(&format!("{} = {}\n", item.key, item.value));
    }
    text
}

/// The tables `[registers.*]` alone, as the plan writes them: what a coding amendment declares.
pub fn write_registers(study: &Study) -> String {
    let mut list = List(Vec::new());
    registers(&mut list, study);
    let mut text = String::new();
    for item in list.0 {
        if item.begins {
            let blank = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{blank}{}\n", item.header));
        }
        text.push_str(&format!("{} = {}\n", item.key, item.value));
    }
    text
}

/// Every declared value in the plan's order.
pub(super) fn items(study: &Study) -> Vec<Item> {
    let mut out = List(Vec::new());
    let mut t = out.open("[study]", "study");
    t.text("title", &study.title);
    t.text("language", if study.language == Language::En { "en" } else { "da" });
    if !study.contact.is_empty() {
        t.text("contact", &study.contact);
    }
    t.text("domain", &study.domain);
    if study.danish_csv {
        t.text("csv", "da");
    }
    let mut t = out.open("[frame]", "frame");
    t.text("file", &study.frame.file);
    t.text("id", &study.frame.id);
    t.some_text("stratum", &study.frame.stratum);
    t.some_text("lot", &study.frame.lot);
    t.texts("covariates", &study.frame.covariates);
    t.some_text("first", &study.frame.first);
    t.some_text("last", &study.frame.last);
    form(&mut t, &study.frame.form);
    for i in &study.interventions {
        intervention(&mut out, i);
    }
    if study.interventions.iter().any(|i| !i.name.is_empty()) {
        joint(&mut out, &study.joint);
    }
    registers(&mut out, study);
    for o in &study.outcomes {
        let mut t = out.open("[[outcome]]", &format!("outcome.{}", o.name));
        t.text("name", &o.name);
        t.text("kind", o.kind.name());
        t.some_text("within", &o.within);
        t.text("label", &o.label);
        t.flag("primary", o.primary);
        t.some_number("target", o.target);
    }
    if let Some(f) = &study.forecast {
        forecast(&mut out, f);
    }
    analysis(&mut out, study);
    absence(&mut out, study);
    power(&mut out, study);
    simulate(&mut out, study);
    publication(&mut out, study);
    out.0
}

fn forecast(out: &mut List, f: &ForecastDecl) {
    let mut t = out.open("[forecast]", "forecast");
    t.some_text("history", &f.history);
    t.texts("covariates", &f.covariates);
    t.put("renamed", inline(f.renamed.iter().map(|(k, v)| (k, quote(v)))));
    if let Some(z) = &f.frozen {
        let numbers = |list: &[(String, f64)]| inline(list.iter().map(|(k, v)| (k, number(*v))));
        let mut t = out.open("[forecast.frozen]", "forecast.frozen");
        t.text("history", &z.history);
        t.number("other", z.other);
        t.put("levels", inline(z.levels.iter().map(|(k, v)| (k, number(*v)))));
        t.put("centre", numbers(&z.centre));
        t.put("slopes", numbers(&z.slopes));
    }
    for p in &f.periods {
        let mut t = out.open("[[forecast.period]]", &format!("forecast.period.{}", p.id));
        t.text("id", &p.id);
        t.day("start", p.start);
        t.day("end", p.end);
    }
}

/// The lines of the plan that a forecast rests on: the primary outcome, the forecast without its table's name, and, where
/// registers were read, what their codes mean.
pub fn forecast_rests_on(study: &Study) -> String {
    let primary = format!("outcome.{}.", study.primary().name);
    let registers = study.forecast.as_ref().is_some_and(|f| f.history.is_none());
    let of_registers = |path: &str| {
        path.starts_with("registers.") && (path.ends_with(".codes") || path.ends_with(".profile")) && registers
    };
    let bare = |path: &str| path != "forecast.history" && !path.starts_with("forecast.frozen.");
    items(study)
        .into_iter()
        .filter(|i| {
            i.path.starts_with(&primary) || i.path.starts_with("forecast.") && bare(&i.path) || of_registers(&i.path)
        })
        .map(|i| format!("{} = {}\n", i.path, i.value))
        .collect()
}

fn joint(out: &mut List, j: &JointDecl) {
    let mut t = out.open("[joint]", "joint");
    t.flag("separate_starts", j.separate_starts);
    for (key, most) in [("at_once", j.at_once), ("run_terms", j.run_terms), ("school_starts", j.school_starts)] {
        if let Some(n) = most {
            t.put(key, n.to_string());
        }
    }
    t.put("max_tries", j.max_tries.to_string());
    let pairs: Vec<Vec<String>> = j.interactions.iter().map(|p| p.to_vec()).collect();
    t.put("interactions", lists(&pairs));
}

fn intervention(out: &mut List, i: &Intervention) {
    let (dotted, path) = if i.name.is_empty() {
        (String::new(), String::new())
    } else {
        let path = format!("intervention.{}", i.name);
        out.open("[[intervention]]", &path).text("name", &i.name);
        ("intervention.".to_string(), format!("{path}."))
    };
    let mut t = out.open(&format!("[{dotted}rollout]"), &format!("{path}rollout"));
    t.put("transition", i.rollout.transition.to_string());
    if let Some(w) = &i.rollout.window {
        t.put("window", format!("{{ before = {}, after = {} }}", quote(&w.before.1), quote(&w.after.1)));
    }
    for p in &i.rollout.periods {
        let mut t = out.open(&format!("[[{dotted}rollout.period]]"), &format!("{path}rollout.period.{}", p.id));
        t.text("id", &p.id);
        t.day("start", p.start);
        t.day("end", p.end);
    }
    for (n, w) in i.rollout.waves.iter().enumerate() {
        let mut t = out.open(&format!("[[{dotted}rollout.wave]]"), &format!("{path}rollout.wave.{}", n + 1));
        t.text("starts", &w.starts);
        t.put("capacity", w.capacity.to_string());
    }
    let l = &i.lottery;
    let mut t = out.open(&format!("[{dotted}lottery]"), &format!("{path}lottery"));
    t.text("stratify", if l.stratified { "stratum" } else { "none" });
    t.put("apart", lists(&l.apart));
    t.put("before", lists(&l.before.iter().map(|p| p.to_vec()).collect::<Vec<_>>()));
    t.texts("limit", &l.limit);
    t.texts("balance", &l.balance);
    t.text("keep", &l.keep.map_or("none".to_string(), |(a, b)| format!("{a}/{b}")));
    t.put("max_tries", l.max_tries.to_string());
    t.text("source", if l.source == SourceDecl::Dice { "dice" } else { "drand" });
    if let Some(at) = l.at {
        t.text("at", &jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |t| t.to_string()));
    }
    t.texts("contributors", &l.contributors);
    if !l.throwers.is_empty() {
        t.texts("throwers", &l.throwers);
    }
    if let Some(n) = l.throws {
        t.put("throws", n.to_string());
    }
    let moment = |at: i64| jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |t| t.to_string());
    if !l.fallback.is_empty() {
        t.texts("fallback", &l.fallback.iter().map(|at| moment(*at)).collect::<Vec<_>>());
    }
    if let Some(until) = l.objections {
        t.text("objections", &moment(until));
    }
    if !i.name.is_empty() {
        let mut t = out.open(&format!("[{dotted}simulate]"), &format!("{path}simulate"));
        t.number("effect", i.simulate.effect);
        t.number("retained", i.simulate.retained);
        t.some_text("with", &i.simulate.with);
    }
}

fn registers(out: &mut List, study: &Study) {
    for (name, r) in &study.registers {
        let mut t = out.open(&format!("[registers.{name}]"), &format!("registers.{name}"));
        t.texts("file", &r.files);
        t.some_text("format", &r.format);
        form(&mut t, &r.form);
        t.some_text("date", &r.date);
        if let Some(d) = r.extracted {
            t.day("extracted", d);
        }
        t.put("columns", inline(r.columns.iter().map(|(k, v)| (k, one_or_list(v)))));
        t.put("codes", inline(r.codes.iter().map(|(k, v)| (k, list(v)))));
        t.flag("pseudonymised", r.pseudonymised);
        t.text("profile", &r.profile);
        if !r.missing.is_empty() {
            t.texts("missing", &r.missing);
        }
        t.some_text("timezone", &r.timezone);
        if !r.programmes.is_empty() {
            t.put("programmes", inline(r.programmes.iter().map(|(k, v)| (k, quote(v)))));
        }
        match r.school.get("") {
            Some(one) => t.text("school", one),
            None if r.school.is_empty() => {}
            None => t.put("school", inline(r.school.iter().map(|(k, v)| (k, quote(v))))),
        }
        t.some_text("kind", &r.kind);
        t.some_number("lesson_minutes", r.lesson_minutes);
        if r.rows_are_absences {
            t.text("rows", "absences");
        }
    }
}

/// How a file is written; a key that is not declared is not written.
fn form(t: &mut Table<'_>, form: &FormDecl) {
    if let Some(c) = form.delimiter {
        t.text("delimiter", if c == '\t' { "tab".to_string() } else { c.to_string() }.as_str());
    }
    t.some_text("encoding", &form.encoding);
    if let Some(n) = form.header {
        t.put("header", n.to_string());
    }
    match form.sheets.as_slice() {
        [] => {}
        sheets => t.put("sheet", one_or_list(sheets)),
    }
    t.some_text("decimal", &form.decimal.map(String::from));
}

fn analysis(out: &mut List, study: &Study) {
    let a = &study.analysis;
    let mut t = out.open("[analysis]", "analysis");
    t.text("estimator", a.estimator.name());
    t.text("estimand", a.estimand.name());
    t.text("variance", a.variance.name());
    t.text("statistic", &a.statistic);
    // written where they are not what methods.rs takes when nothing is said
    t.some_text("beta", &a.beta);
    t.some_text("bootstrap", &a.bootstrap);
    t.texts("covariates", &a.covariates);
    t.texts("subgroups", &a.subgroups);
    t.text("weight", &a.weight);
    t.number("level", a.level);
    t.put("draws", a.draws.to_string());
    t.some_text("gaps", &a.gaps.map(|rule| rule.name().to_string()));
    if study.forecast.is_some() {
        t.text("adjust", if a.adjust { "forecast" } else { "none" });
    }
}

fn absence(out: &mut List, study: &Study) {
    let b = &study.absence;
    let mut t = out.open("[absence]", "absence");
    t.put("window_days", b.window_days.to_string());
    t.text("days", if b.school_days { "school" } else { "calendar" });
    t.put("threshold", b.threshold.to_string());
    t.text("counts", if b.whole_days { "whole" } else { "any" });
    t.text("lawful", if b.lawful { "include" } else { "exclude" });
    t.put("landmark", b.landmark.to_string());
    if let Some(h) = b.horizon {
        t.put("horizon", h.to_string());
    }
    t.text("cluster", &b.cluster);
    t.texts("covariates", &b.covariates);
    warning(&mut t, &b.warning);
}

fn power(out: &mut List, study: &Study) {
    let p = &study.power;
    let mut t = out.open("[power]", "power");
    t.some_number("baseline", p.baseline);
    t.some_number("effect", p.effect);
    t.some_number("icc", p.icc);
    t.some_number("cac", p.cac);
    t.some_number("iac", p.iac);
    t.some_number("decay", p.decay);
    t.some_number("school_icc", p.school_icc);
    t.some_number("school_cac", p.school_cac);
    t.some_number("size", p.size);
    t.some_text("size", &p.size_column);
    t.number("level", p.level);
    t.number("power", p.power);
    t.some_number("r2", p.r2);
    t.some_number("effect_sd", p.effect_sd);
}

fn simulate(out: &mut List, study: &Study) {
    let s = &study.simulate;
    let mut t = out.open("[simulate]", "simulate");
    t.put("seed", s.seed.to_string());
    t.number("effect", s.effect);
    t.text("shape", &s.shape);
    t.number("absence", s.absence);
    t.flag("dirt", s.dirt);
    t.number("contamination", s.contamination);
    t.texts("missing", &s.missing);
}

fn publication(out: &mut List, study: &Study) {
    let mut t = out.open("[disclosure]", "disclosure");
    t.put("minimum", study.disclosure_minimum.to_string());
    let mut t = out.open("[registration]", "registration");
    for (key, text) in study.registration.iter() {
        t.text(key, text);
    }
}

/// Keys that stand in the plan only where they were declared: plans of before keep their bytes.
fn warning(t: &mut Table<'_>, w: &WarningDecl) {
    if let Some(list) = &w.risk_thresholds {
        t.put("risk_thresholds", numbers(list));
    }
    if let Some(list) = &w.calls {
        t.put("calls", format!("[{}]", list.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")));
    }
    t.some_number("claim", w.claim);
    t.some_number("claim_margin", w.claim_margin);
    t.some_number("late", w.late);
}
