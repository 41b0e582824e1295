//! What rows of one spell say together: a school may write an enrolment in several rows, of which an exit meets only one.

use super::enrolments::Enrolment;
use super::profiles::Class;
use std::cmp::Ordering;

/// Lets the other rows of the same spell end as the row does that an exit or a code of its own ends: those that last as
/// long, or began on the same day. A row that says something else keeps it. `by_exit` tells rows that an exit ended.
pub(super) fn share_ends(rows: &mut [Enrolment], by_exit: impl Fn(&Enrolment) -> bool) {
    if rows.len() < 2 {
        return;
    }
    for at in (0..rows.len()).rev() {
        let told = rows[at].clone();
        let of_exit = by_exit(&told);
        if !of_exit && told.class.is_none() {
            continue;
        }
        for other in rows.iter_mut().filter(|r| r.programme == told.programme && !by_exit(r)) {
            let silent = matches!(other.class, None | Some(Class::InProgress));
            let alike = other.start == told.start && other.end == told.end;
            let lasts = other.start <= told.start && other.end.is_some() && other.end >= told.end;
            if of_exit && (silent || other.class == told.class) && (lasts || other.start == told.start) {
                (other.end, other.class) = (told.end, told.class.or(other.class));
            } else if other.class.is_none() && alike {
                other.class = told.class;
            }
        }
    }
}

/// Of two spells of one stay: whether the second ends later, or on the same day and says more of how.
pub(super) fn ends_later(a: &Enrolment, b: &Enrolment) -> bool {
    match (a.end, b.end) {
        (_, None) => true,
        (None, _) => false,
        (Some(first), Some(second)) => match second.cmp(&first) {
            Ordering::Equal => says(b.class) > says(a.class),
            order => order == Ordering::Greater,
        },
    }
}

/// How much the end of a spell says: nothing, that it goes on, how it was left, or that it was completed.
fn says(class: Option<Class>) -> u8 {
    match class {
        None => 0,
        Some(Class::Completed) => 3,
        Some(Class::InProgress) => 1,
        Some(_) => 2,
    }
}

/// Whether two ends of one stay say different things.
pub(super) fn contradict(a: Option<Class>, b: Option<Class>) -> bool {
    let decisive = |c: Option<Class>| {
        c.filter(|c| matches!(c, Class::Completed | Class::Dropout | Class::Change | Class::Transfer))
    };
    decisive(a).zip(decisive(b)).is_some_and(|(a, b)| a != b)
}
