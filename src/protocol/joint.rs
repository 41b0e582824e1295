//! What holds across interventions: `[joint]`, and terms that all share.

use super::reader::Section;
use crate::diagnostics::{Outcome, Problem, nearest};
use crate::trial::study::{Intervention, JointDecl};

/// Joint schedules tried before giving up, where nothing is declared.
const MAX_TRIES: i64 = 1_000_000;

pub(super) fn joint(s: &Section<'_>, interventions: &[Intervention], has_stratum: bool) -> Outcome<JointDecl> {
    let named = interventions.iter().any(|i| !i.name.is_empty());
    if !s.present() {
        return Ok(JointDecl { max_tries: if named { MAX_TRIES as u64 } else { 0 }, ..JointDecl::default() });
    }
    if !named {
        return Err(Problem::new(
            "P304",
            "`[joint]` speaks of several interventions, and the protocol declares no second one",
        )
        .at(s.place())
        .help(
            "declare each as [[intervention]] with a name, or leave [joint] out: one intervention has no rule across",
        ));
    }
    let most = |key: &'static str| -> Outcome<Option<u32>> {
        s.get(key).map(|e| e.integer(1..i64::from(u32::MAX)).map(|n| n as u32)).transpose()
    };
    let decl = JointDecl {
        separate_starts: s.flag("separate_starts", false)?,
        at_once: most("at_once")?,
        run_terms: most("run_terms")?,
        school_starts: most("school_starts")?,
        max_tries: s.integer("max_tries", MAX_TRIES, 1..i64::MAX)? as u64,
        interactions: interactions(s, interventions)?,
    };
    if decl.school_starts.is_some() && !has_stratum {
        return Err(Problem::new("P304", "`joint.school_starts` counts by school, but the frame has no stratum")
            .at(s.place())
            .help("name the school's column in `frame.stratum`"));
    }
    if decl.run_terms.is_some() && decl.at_once.is_none() {
        return Err(Problem::new(
            "P304",
            "`joint.run_terms` says how long `joint.at_once` counts, which is not declared",
        )
        .at(s.place())
        .help("declare `at_once` as well, or leave `run_terms` out"));
    }
    s.finish()?;
    Ok(decl)
}

fn interactions(s: &Section<'_>, interventions: &[Intervention]) -> Outcome<Vec<[String; 2]>> {
    let Some(e) = s.get("interactions") else { return Ok(Vec::new()) };
    let mut list: Vec<[String; 2]> = Vec::new();
    for pair in e.lists()? {
        let mut pair = <[String; 2]>::try_from(pair).map_err(|_| e.wrong("pairs, such as [[\"club\", \"mentor\"]]"))?;
        for name in &pair {
            if !interventions.iter().any(|i| i.name == *name) {
                let problem = e.bad(format!("`{name}` of `joint.interactions` is no intervention"));
                return Err(match nearest(name, interventions.iter().map(|i| i.name.as_str())) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help("interventions are named in [[intervention]]"),
                });
            }
        }
        pair.sort();
        if pair[0] == pair[1] || list.contains(&pair) {
            return Err(e.bad(format!(
                "the pair `{}`, `{}` of `joint.interactions` is no pair, or stands twice",
                pair[0], pair[1]
            )));
        }
        list.push(pair);
    }
    list.sort();
    Ok(list)
}

/// Terms are the study's: every intervention counts time by the same ones, and has its own waves in them.
pub(super) fn same_terms(list: &[Intervention], at: &Section<'_>) -> Outcome<()> {
    let Some((first, others)) = list.split_first() else { return Ok(()) };
    for other in others {
        if other.rollout.periods != first.rollout.periods {
            return Err(Problem::new(
                "P304",
                format!("`{}` and `{}` do not have the same terms", first.name, other.name),
            )
            .at(at.place())
            .help("repeat the same [[intervention.rollout.period]] in each intervention; their waves may start in different ones"));
        }
    }
    Ok(())
}

/// `with` of a truth names another intervention.
pub(super) fn known_companions(list: &[Intervention], at: &Section<'_>) -> Outcome<()> {
    for i in list {
        let Some(with) = &i.simulate.with else { continue };
        if *with == i.name || !list.iter().any(|other| other.name == *with) {
            return Err(Problem::new(
                "P304",
                format!("`{}` works with `{with}`, which is no other intervention", i.name),
            )
            .at(at.place())
            .help("`with` in [intervention.simulate] names another [[intervention]], or is left out"));
        }
    }
    Ok(())
}
