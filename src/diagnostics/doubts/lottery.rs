//! Doubts of the lottery: names, rules, lock, draw and addenda.

macro_rules! lottery {
    ($next:ident $($later:ident)* @ $($sofar:tt)*) => { $next! { $($later)* @ $($sofar)*

    /// A time stamp holds, and nothing that was given says whose it is.
    RootNotTrusted { file: String, root: String }
        says format!("{file} holds, but nothing that you gave says whose stamp it is: its topmost certificate is `{root}`"),
        helps "give the authority's root with --trust PEM; an auditor gives it anew";
    /// Two names look alike and are different to the lottery.
    LookAlikes { what: String, names: String }
        says format!("{what}: {names} look alike and are different to the lottery"),
        helps "if they are the same, write them the same way and lock again";
    /// Two names differ only in how Danish letters are spelt.
    CollationTrap { what: String, names: String }
        says format!("{what}: {names} differ only in Aa/Å, Ae/Æ or Oe/Ø and are different to the lottery"),
        helps "if they are the same, write them the same way and lock again";
    /// Two names that a Danish spreadsheet sorts under the same letter.
    SortedAlike as CollationTrap { what: String, old: String, new: String }
        says format!("{what}: a Danish spreadsheet sorts `{old}` and `{new}` under the same letter; the frozen files stand in byte order, so look names up, never compare line by line");
    /// A name mixes letters of different alphabets.
    MixedScripts { what: String, name: String }
        says format!("{what}: `{name}` mixes letters of different alphabets");
    /// Names were brought into Unicode normal form C.
    NormalForm { names: String }
        says format!("brought into Unicode normal form C: {names}");
    /// Blanks or invisible characters were taken away from names.
    Blanks { names: String }
        says format!("blanks or invisible characters taken away: {names}");
    /// Identical rows of a programme were counted once.
    Duplicates { names: String }
        says format!("identical rows of one programme counted once: {names}");
    /// Covariates whose names hold blanks, dots or other letters than a-z.
    RenamedCovariates { columns: String }
        says format!("covariates are frozen under plain names: {columns}");
    /// Decimals that a lot of several programmes sums.
    SummedDecimals { columns: String }
        says format!("a lot's value is the sum over its programmes; is that meant for these decimals?: {columns}");
    /// A balance that is scored but refuses no schedule.
    NoThreshold { of: String }
        says format!("{of}`balance` is scored but refuses no schedule: `keep` is not set"),
        helps "keep = \"1/5\" accepts the best fifth of the feasible candidates";
    /// A share to keep without anything to score.
    NoBalance { of: String }
        says format!("{of}`keep` refuses no schedule: no `balance` item is declared"),
        helps "declare balance = [\"covariate:1:wave\"], or leave `keep` out";
    /// A rehearsal whose randomness comes sooner than a lottery's may.
    ShortLead { reason: String }
        says format!("{reason}; a rehearsal may, a lottery is refused"),
        helps "choose a later `at` in [lottery] before locking in earnest";
    /// The title is frozen without what cannot be seen.
    Title { frozen: String }
        says format!("the title is frozen as `{frozen}`, without what cannot be seen");
    /// A refusal was allowed that does not stand.
    NotNeeded { names: String }
        says format!("`--allow {names}` is not needed and is left out of the lock");
    /// The place has no locks for files.
    NoLockHere {}
        says "this place has no locks for files: two runs at once would not see each other",
        helps "run one command at a time in this folder";
    /// A pack of the same lock lies beside, and counts differ by few pupils.
    NearPack { name: String, n: usize, minimum: u32 }
        says format!("{name} is a pack of the same lock, and {n} count(s) in it differ by fewer than {minimum} pupils from this one: whoever has both learns about these pupils"),
        helps "publish one of them only";
    /// The lock does not say who throws the dice, nor how often.
    ThrowersNotLocked {}
        says "who throws the dice, and how often, is not locked: whoever types the throws could try spellings",
        helps "throwers = [\"anna\", \"bo\"] and throws = 25 in [lottery]";
    /// A draw had been interrupted and was completed.
    HalfCompleted {}
        says "a draw had been interrupted; what it had written agrees and the rest was added";
    /// A commitment of somebody whom the study does not name.
    NotDeclared { name: String }
        says format!("`{name}` is not among `contributors` of [lottery]"),
        helps format!("add contributors = [\"{name}\"], or the lock will not name the commitment");
    /// What the tool refuses was allowed by name.
    Allowed { name: String, reason: String }
        says format!("`{name}` is allowed and named in the addendum's lock: {reason}");
    /// That somebody looked at an effect could not be written down.
    LookNotRecorded { reason: String }
        says format!("that somebody looked at an effect could not be written down: {reason}"),
        helps "run it where lottery/ may be written: codes that are locked later cannot be shown to come before a look";
    /// What a coding lock does not decide stays a deviation.
    DeviationsStay as Deviation { keys: String }
        says format!("a coding lock declares registers alone; deviations stay: {keys}"),
        helps "explain each with `lodtrin amend deviation KEY --reason TEXT`";
    /// Every term of the rollout has ended.
    TermsPast { last: String }
        says format!("every term has ended, the last on {last}: whoever locks may know how it went"),
        helps "check the dates of [[rollout.period]]";
    /// The time by which the dice are thrown has passed.
    DicePast { due: String }
        says format!("the time by which the dice are thrown, {due}, has passed: nobody can show that the lock came first"),
        helps "choose a later `at` in [lottery]";
    /// Dice without a time by which they are thrown.
    NoTime {}
        says "no time is locked by which the dice are thrown: nobody can show that the lock came first",
        helps "declare `at = 2026-03-01T12:00:00Z` in [lottery]";
    /// Contributions that a rehearsal does without.
    NoContributions { names: String }
        says format!("not committed yet: {names}; the rehearsal leaves all contributions out"),
        helps "a lottery is not locked before each has run `lodtrin commit`";

    } };
}
