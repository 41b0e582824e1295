//! Words of the field, a page each: what somebody asks who holds no error code and no name of a method.

use crate::diagnostics::Page;

/// Topics of `lodtrin explain`, in the order in which a study meets them.
pub const TOPICS: &[Page] = &[
    Page {
        name: "lock",
        title: "what binds before chance is asked",
        text: "`lodtrin lock` freezes the list of programmes, the rules of the lottery, every published\n\
               chance and the whole plan of analysis, and binds them in one line with a SHA-256 digest.\n\
               That line is published before the draw. Afterwards nobody can choose: another list, rule or\n\
               plan has another digest. `lodtrin lock --check` shows everything and writes nothing;\n\
               `--rehearsal` practises. What changes later is written down by `lodtrin amend`, and a lock\n\
               that is replaced stays visible (`lodtrin explain L207`).",
    },
    Page {
        name: "draw",
        title: "how chance decides who starts when",
        text: "From the lock and public randomness (a round of drand, or thrown dice) follows one seed, from\n\
               the seed an order of candidates, and the first that meets the locked rules is the schedule.\n\
               `lodtrin draw` does it once and never again; there is no --force. Anybody can repeat the\n\
               computation: with `lodtrin verify`, with the page lottery/draw-sheet.html in a browser, or\n\
               with a Python script of some hundred lines.",
    },
    Page {
        name: "dice",
        title: "a lottery decided by thrown dice",
        text: "`[lottery] source = \"dice\"`. Two or more people throw 25 dice or more each, write them on\n\
               signed paper, and only then type them:\n\
               \n\
                   lodtrin draw my-study --dice \"anna=36425 13462 …\" --dice \"bo=16253 46125 …\"\n\
               \n\
               Digits may be grouped by blanks, hyphens or commas; only the digits 1 to 6 count, in order.\n\
               One honest thrower is enough: nobody can steer the seed who does not know every throw. Lock\n\
               who throws and how often (`throwers`, `throws`), so that the names cannot be chosen later.",
    },
    Page {
        name: "drand",
        title: "a lottery decided by a public beacon",
        text: "`[lottery] source = \"drand\"` and `at`, a moment at least 24 hours ahead. drand is a service of\n\
               some twenty independent organisations that publish a random number every three seconds; no\n\
               one of them can know or choose it before. The lock names the round; `lodtrin status` prints\n\
               the address to fetch it from once it is out. lodtrin itself never uses the network:\n\
               \n\
                   lodtrin draw my-study --beacon beacon.json\n\
               \n\
               The signature in the file is checked against drand's public key.",
    },
    Page {
        name: "rehearsal",
        title: "practice that can never count",
        text: "`lodtrin lock --rehearsal` and `lodtrin draw --rehearsal` go through the whole ceremony in\n\
               rehearsal/, with practice randomness and every page stamped. `effect --blind`,\n\
               `absence --blind` and `report --blind` run the analysis on a schedule that was not drawn, so\n\
               that code, codes and tables are finished before anybody sees an effect. `lodtrin verify` says\n\
               no to a rehearsal: it is no lottery.",
    },
    Page {
        name: "effect",
        title: "what `lodtrin effect` answers",
        text: "How much the outcome differs because a programme has started. In each period programmes that\n\
               have started are compared with programmes that still wait; the lottery makes the two alike\n\
               but for chance. An effect of -0.05 on dropout is five percentage points fewer. The planned\n\
               row decides; by its side stand the effect by time since the start, other estimators, and what\n\
               happened before the start. It is an effect of being offered the intervention, on these\n\
               programmes, until the last of them starts. See `lodtrin explain estimand`.",
    },
    Page {
        name: "estimand",
        title: "which average of effects is asked for",
        text: "The effect may differ by programme, period and time since the start, so \"the effect\" is an\n\
               average, and the plan says which. `simple`: every treated programme and period counts alike.\n\
               `cohort`: first within those that start together. `calendar`: first within each period.\n\
               `by-lag`: an effect for each number of periods since the start. `time-averaged`: the mean of\n\
               these. Where the effect grows with time they differ, and none is wrong: choose before the\n\
               lock the one that the question is about.",
    },
    Page {
        name: "weights",
        title: "whether programmes or pupils count one",
        text: "`[analysis] weight = \"programmes\"`: every programme and period counts one, however many\n\
               pupils it has: the effect on a programme. `\"pupils\"`: every pupil counts one: the effect on\n\
               a pupil, to which large programmes contribute more. They differ where large programmes have\n\
               another effect than small ones. Choose before the lock.",
    },
    Page {
        name: "icc",
        title: "how alike pupils of one programme are",
        text: "The intracluster correlation: the share of the variance of pupils' outcomes that lies between\n\
               programmes and periods, from 0 (pupils of one programme are no more alike than others) to 1.\n\
               It decides how much a study can see: dropout in schools often has 0.01 to 0.05. `cac` is the\n\
               share of it that two periods of one programme have in common. `lodtrin power` takes both;\n\
               `lodtrin power --from data/panel.csv` estimates them. See also `lodtrin explain D103`.",
    },
    Page {
        name: "prespecified",
        title: "whether a row was planned before the draw",
        text: "TRUE where the locked plan names the row: its outcome, estimator, estimand, inference and\n\
               everything that it rests on, unchanged since. FALSE is no fault: it says that the row was\n\
               chosen by people who could have seen the outcome, and is read as a suggestion. Codes that\n\
               were declared after the lock but before anybody looked keep TRUE (`lodtrin lock --coding`).",
    },
    Page {
        name: "absence",
        title: "what `lodtrin absence` answers",
        text: "Who was away in the first days (`[absence] window_days`, `threshold`), and what became of\n\
               them: risks of dropping out with and without early absence, their difference and ratio, crude\n\
               and adjusted; curves; how well days absent predict; and what a rule for calling pupils would\n\
               reach. Only pupils who are still there on the landmark day are followed, so that nobody counts\n\
               as at risk who has left. Absence may be a symptom and no cause: nothing here is an effect.",
    },
];
