//! Pages of `lodtrin explain` for the lottery.

use crate::diagnostics::Page;

macro_rules! pages {
    ($(($name:literal, $title:literal, $text:literal),)*) => {
        &[$(Page { name: $name, title: $title, text: $text },)*]
    };
}

/// One page for every code that this room raises.
pub const PAGES: &[Page] = pages![
    (
        "L101",
        "a frozen file is not canonical text",
        "Every frozen file is UTF-8 without byte-order mark, with LF after every line, the\n\
         last included, and no CR. An editor or a mail program that changes line ends breaks\n\
         the digests. Take the file again from where it was published; `lodtrin new` writes\n\
         `lottery/** -text` to .gitattributes, so that git leaves it alone."
    ),
    (
        "L102",
        "a string in a frozen file is not canonical",
        "Strings are in Unicode normal form C, without leading or trailing blanks, invisible\n\
         or control characters, or spaces other than the plain one. Freezing brings them into\n\
         that form and says so; reading never does."
    ),
    (
        "L103",
        "a number or a digest in a frozen file is not canonical",
        "Numbers have no leading zero, blank or plus; digests are 64 lower-case hex digits.\n\
         There is one way only to write a value, so that equal bytes mean equal content."
    ),
    (
        "L104",
        "a key is missing, unknown, repeated or misplaced",
        "design.txt, lock.txt and amendments hold their keys in one fixed order, each split\n\
         from its value at the first `=`. Two `round=` lines, for instance, are refused: nobody\n\
         may read one while somebody else reads the other."
    ),
    (
        "L105",
        "a frozen table has another header or row length",
        "The header names the columns; every row has as many cells, TAB between."
    ),
    (
        "L106",
        "rows are not in order, repeated, or name unknown lots",
        "Rows increase strictly by the bytes of their first cell, so that the order of the\n\
         input can never matter. Members name exactly the lots of the frame."
    ),
    (
        "L107",
        "a value in a frozen table is out of range",
        "`first` and `last` are waves, 1 ≤ first ≤ last ≤ number of waves; a lot's chances add\n\
         up to 10,000."
    ),
    (
        "L108",
        "a value in a design, lock or amendment may not stand there",
        "The message says which key and what may stand there. For instance: the waves'\n\
         capacities add up to the number of lots; `threshold` is a number exactly when `keep`\n\
         is one; `prev` is 64 zeros exactly in a first lock; no two commitments are alike."
    ),
    (
        "L109",
        "numbers would leave 127 bits",
        "The score is computed in exact integers and never rounded. A design is refused when\n\
         10^6·weight·N·(V+1)·max(Λ, V_w) or 2·W·Λ reaches 2^127. Round the covariate to fewer\n\
         digits, lower its weight, or choose capacities with a smaller common multiple."
    ),
    (
        "L110",
        "no candidate was acceptable",
        "The lottery takes the first of `max_tries` candidates that meets all constraints and\n\
         the threshold. When none does, it stops: constraints are never relaxed and nothing is\n\
         skipped, in replays neither. Loosen the constraints before locking."
    ),
    (
        "L111",
        "too few feasible candidates for a threshold",
        "The threshold of `keep` is a quantile of the scores of those of 10,000 candidates that\n\
         meet the hard constraints. With fewer than 1,000 of them it would be a matter of luck."
    ),
    (
        "L120",
        "a programme stands twice",
        "One row is one programme. Identical rows are counted once with a warning; rows that\n\
         differ must be corrected in the file, because the tool cannot know which is right."
    ),
    (
        "L121",
        "a name cannot be frozen",
        "Names are written with letters, digits, plain blanks and ordinary punctuation. Control\n\
         characters and code points that Unicode has not assigned are refused, because two\n\
         people could see different things."
    ),
    (
        "L122",
        "a covariate cannot be frozen",
        "A covariate is a number in every row; decimals are scaled to integers and the name\n\
         then ends in _e and the number of digits, so that no column of yours may. A name with\n\
         blanks, dots or Danish letters is frozen in lower case, ae, oe, aa, with _ between words:\n\
         `Antal elever` becomes antal_elever, and the lock says so. Two that become one are refused."
    ),
    (
        "L123",
        "a lot does not hang together",
        "Programmes of one lot share a school and leave at least one wave open; `first` and\n\
         `last` are wave numbers; a lot does not bear the name of a programme outside it."
    ),
    (
        "L124",
        "a rule of the lottery does not fit the frame",
        "apart and before name lots by their id or by their label (the column `label`, `navn` or\n\
         `name` of the programmes' file) where no other lot has it; limit and balance name\n\
         covariates, as declared or as frozen. Capacities add up to the number of lots."
    ),
    (
        "L126",
        "joint rules need the same lots in every intervention",
        "Rules of [joint] compare starts lot by lot, so every intervention draws the same lots\n\
         in the same schools."
    ),
    (
        "L127",
        "no joint candidate meets the joint rules",
        "Several lotteries are drawn together: each by itself, and the first joint candidate whose\n\
         schedules meet the rules of [joint] is the draw. Rules are never relaxed. Let waves of\n\
         different interventions start in different terms, or loosen at_once, school_starts or\n\
         separate_starts, before the lock. With fewer than 100 of 10,000 joint candidates the lock\n\
         is refused unless `--allow joint` stands in it."
    ),
    (
        "L201",
        "the study is refused a lock",
        "The tool refuses a lottery that looks like one in name only. Each refusal is computed\n\
         from integers and can be overridden by name, for all to see:\n\
         certain (a lot never or always in a wave beyond first/last), chance (the threshold\n\
         halves or doubles a chance), pair (two lots nearly always together), acceptance (under\n\
         1 %), few (under 1,000 distinct schedules), spread (a school's counts vary more than\n\
         without strata), fixed (more than half of the lots bound), lead (the round is less than\n\
         24 hours ahead). Better: change the design and try `lodtrin lock --check`."
    ),
    (
        "L202",
        "a lock stands already, or there is none to replace",
        "A study is locked once. `lodtrin lock --replace REASON` makes a new lock, keeps the\n\
         old one in lottery/past/ and shows for ever what it would have given."
    ),
    (
        "L203",
        "the round has passed",
        "A lock must name a round of the beacon that nobody can know yet, at least 24 hours\n\
         ahead. A past round would let the organiser choose among known outcomes."
    ),
    (
        "L204",
        "the source of randomness is not declared",
        "With `source = \"drand\"` the study names a time, `at`; the first round at or after it\n\
         decides. With `source = \"dice\"` there is no round. Several interventions share one."
    ),
    ("L205", "an unknown refusal is allowed", "--allow takes the names that `lodtrin lock` prints under Refusals."),
    (
        "L206",
        "a contribution is not committed",
        "Each contributor runs `lodtrin commit --name NAME`, keeps the secret file, and hands\n\
         over commitments/NAME.txt before the lock."
    ),
    (
        "L207",
        "a spent lock is replaced only on a ground",
        "A lock is spent once its randomness exists: its receipt, dice or beacon file is there, or\n\
         its round has passed. Drawing again would be choosing. There are four grounds, each with\n\
         a document that is kept in lottery/documents/ and bound by its digest: frame (the list\n\
         was wrong), order (a court or an authority ordered it), outage (the randomness or a\n\
         contribution could not be had), fault (the draw broke its own rules).\n\
         \n\
             lodtrin lock --replace REASON --ground frame --document decision.pdf\n\
         \n\
         Every page then says that lots were drawn more than once, and `verify` leaves it to the\n\
         reader (exit 2) until the reader gives --accept-redraw with the digest of the old lock.\n\
         A lock that is not spent is replaced without a ground."
    ),
    (
        "L208",
        "the list has not been announced",
        "A study with `objections` in [lottery] shows its list before it locks: `lodtrin lock\n\
         --announce` freezes list and members into announced/ and prints a line to publish, with\n\
         announced/list.html for every school to look itself up. It is locked after the time for\n\
         objections; before, the lock is refused by the name `objections`, which --allow overrides\n\
         for all to see. What was corrected since is told by `verify` row by row."
    ),
    (
        "L301",
        "the beacon's file cannot be read",
        "The file is the JSON that a drand node hands out for one round of quicknet: round,\n\
         signature (96 hex digits) and, if you like, randomness, its SHA-256."
    ),
    (
        "L302",
        "another round, or another source, than the lock names",
        "Only the locked round, or the locked source, decides: anything else would be a choice.\n\
         Fetch the round that `lodtrin status` names."
    ),
    (
        "L303",
        "the beacon's signature does not hold",
        "The signature is checked with the pinned public key of drand's quicknet. A signature\n\
         of another round, or one that anybody made up, fails."
    ),
    (
        "L304",
        "the dice cannot be used",
        "Two or more people throw 25 dice or more each, on signed paper, before any computer.\n\
         Digits are 1 to 6 without blanks; names are a-z, 0-9 and -."
    ),
    (
        "L305",
        "a contribution is missing or not the committed one",
        "Whoever committed must reveal, or everybody could be waiting for the one who does not\n\
         like the outcome. If a file is lost, the only way on is a new, visible lock."
    ),
    (
        "L306",
        "the receipt of the draw cannot be read",
        "receipt.json holds fixed keys in a fixed order. It is never edited."
    ),
    (
        "L307",
        "frozen files, lock and draw do not fit each other",
        "A file has another digest than the lock binds, or the receipt belongs to another lock.\n\
         `lodtrin verify` says point by point what does not hold."
    ),
    (
        "L308",
        "a file or a lottery is missing",
        "The message names the file. Take it again from where it was published; nothing is guessed."
    ),
    (
        "L309",
        "nothing that can be drawn is locked here",
        "A rehearsal lives in rehearsal/ and is drawn with --rehearsal; the lottery lives in\n\
         lottery/. Neither can be passed off as the other."
    ),
    (
        "L310",
        "the lottery is drawn already",
        "A lottery is drawn once; there is no --force. `lodtrin verify` reproduces it."
    ),
    (
        "L311",
        "verify could not check everything",
        "Something that is needed is missing; everything else is in the verdicts. Exit 2."
    ),
    (
        "L401",
        "an amendment cannot be made",
        "Amendments come after the lock and name a lot of the frame; late lots are programmes\n\
         that are in no lot yet. One late programme draws among as many places as waves (the last\n\
         two, or those of --starts), its own and empty ones. Every amendment has a reason, and\n\
         --check prints what would be written. Where results name an effect and lottery/look.txt is\n\
         missing, whether it comes before or after the first look is unknown: put the file back first."
    ),
    (
        "L402",
        "a contribution cannot be made",
        "A contribution is made once for each name; its secret file is kept by the contributor\n\
         until the draw, its commitment goes into the study folder."
    ),
    (
        "L403",
        "codes cannot be locked any more, or need not be",
        "`lodtrin lock --coding REASON` locks the codes, profiles and columns of the registers,\n\
         which only deliveries decide, after the lock and before anybody looks at an effect. The\n\
         first `effect` or `absence` on a drawn study writes lottery/look.txt; from then on codes\n\
         could be chosen for their result, and what is changed is a deviation: `lodtrin amend\n\
         deviation KEY --reason TEXT`. Nothing needs to be locked where no register differs."
    ),
    (
        "L404",
        "a deviation cannot be recorded",
        "`lodtrin amend deviation KEY --reason TEXT` explains a declaration that differs now from\n\
         the plan in force, by the key that `lodtrin status` names. Something done otherwise that\n\
         no declaration speaks of is `conduct.<lot or words>` with --from and --to. The same change\n\
         is recorded once. A deviation explains; it makes no row pre-specified. It stands before or\n\
         after the first look: where results name an effect and lottery/look.txt is missing, that is\n\
         unknown and nothing is recorded; put the file back, from a pack or a backup."
    ),
    (
        "L501",
        "a time stamp has a fault",
        "The stamp was not stored. The word tells the first fault: form (no RFC 3161 answer in\n\
         DER, or more than 65,536 bytes: a web page or PEM is none), status (the authority did\n\
         not grant it), algorithm (SHA-256, 384, 512 with RSA of 2048 to 8192 bits or ECDSA on\n\
         P-256, P-384 are taken), imprint (the hash of nothing here that may be stamped), signer\n\
         (its certificate is not inside, or another was meant), digest, signature (bytes were\n\
         changed), purpose (a certificate that is not for time stamping alone), validity (not\n\
         valid at that time), chain (the certificates do not lead to their issuers). Make the\n\
         query with `lodtrin witness request`, send it as it is, and store the answer with\n\
         `curl … -o FILE`."
    ),
    (
        "L502",
        "a time stamp comes too late",
        "A stamp of the lock shows something only when it is from before the second at which\n\
         chance is asked: the round of drand, or `at` of [lottery] for dice. The authority's\n\
         accuracy counts against it."
    ),
    (
        "L503",
        "not a file that a witness stamps",
        "lock.txt, an amendment (amend-NNN.txt) or announced/announcement.txt: they bind all\n\
         the rest by their digests."
    ),
    (
        "L504",
        "no certificate can be read from a file",
        "--trust and --chain take certificates in PEM (one or several) or one in DER. Take an\n\
         authority's root from its own page, not from whoever shows you the stamp."
    ),
    (
        "L505",
        "a statement cannot be stored",
        "A statement is a file (a letter, a scanned page), who says it (--by) and the day\n\
         (--on, YYYY-MM-DD). verify lists it as not checked by machine."
    ),
];
