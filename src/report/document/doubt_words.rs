//! What each typed doubt means, in Danish: the sentence a Danish reader meets before the tool's own English words.

/// Kind of doubt and its meaning; sorted by kind.
const DOUBTS: &[(&str, &str)] = &[
    (
        "ActivityOfNoProgramme",
        "En aktivitet nævner en skole eller uddannelse, der ikke er med i lodtrækningen, og er ikke talt med.",
    ),
    ("Allowed", "Noget, som værktøjet ellers afviser, blev udtrykkeligt tilladt."),
    (
        "AlwaysTreated",
        "Nogle enheder er med indsatsen fra den første periode og kan ikke sammenlignes med sig selv før.",
    ),
    ("BetaClipped", "Et trin har få uddannelser; justeringen for forskelle før start er holdt mellem 0 og 1."),
    ("BeyondFollowUp", "Et tidspunkt ligger efter, at nogen elev er fulgt; tallet kan ikke beregnes."),
    ("Blinded", "ØVELSE: skemaet blev ikke trukket, og tallene siger intet om nogen virkning."),
    ("BoundaryEstimate", "Den beregnede intraklassekorrelation er 0; planlæg med den øvre grænse."),
    ("CannotSeparate", "Skemaerne kan ikke skille to virkninger fra hinanden."),
    ("Changed", "Noget er ændret siden låsen."),
    (
        "ClusterSpansSchools",
        "Nogle klasser har elever fra flere skoler; hver klasse er regnet til den første elevs skole.",
    ),
    ("CollationTrap", "To navne skrives forskelligt, men læses ens (for eksempel Aa og Å)."),
    ("CollinearCovariate", "En baggrundsoplysning følger af de andre og er udeladt."),
    ("CompetingCodeNotThere", "En kode for konkurrerende afgang findes ikke i data."),
    ("ConstantPeriod", "I en periode har alle samme udfald; den fortæller intet om virkningen."),
    ("CountsOfSize", "Hver række tæller for så mange elever, som den siger."),
    ("CovariatesNotUsed", "Metoden kan ikke bruge baggrundsoplysninger; estimatet er ujusteret."),
    ("Deviation", "Noget er gjort anderledes end i den låste plan; det er mærket som udforskende."),
    (
        "DisconnectedSet",
        "De virkninger, som testen ikke forkaster, udgør ikke ét sammenhængende interval; den ydre ramme er vist.",
    ),
    ("EarlyAbsenceNotCompared", "Lodtrækningens virkning på tidligt fravær kunne ikke beregnes."),
    ("EmptyEventCountsAsStaying", "Ingen kode siger, at en elev stadig går der; tomme felter er læst sådan."),
    ("EmptyResamples", "Nogle gentagne stikprøver havde ikke begge slags elever og er ikke talt med."),
    (
        "EventCodesCountAsStaying",
        "Nogle afgangskoder er hverken frafald eller konkurrerende afgang og tæller som stadig i gang.",
    ),
    ("EventUnknown", "Nogle rækker har en ukendt afgang og er udeladt."),
    (
        "ExactForNoEffectOnAnyone",
        "Med så få uddannelser i et trin er testen kun eksakt for, at indsatsen ikke virker på nogen.",
    ),
    ("FailedFits", "Nogle beregninger kunne ikke gennemføres."),
    ("FewClusters", "Der er få klynger, og de sædvanlige standardfejl er så for små."),
    ("FewDegreesOfFreedom", "Få klynger bærer sammenligningen; intervallet er bredt og p-værdien grov."),
    ("FewUnitsPerWave", "Et trin har få uddannelser, og den designbaserede varians er så alt for lille."),
    ("HalfCompleted", "En afbrudt lodtrækning blev gjort færdig; det, der stod, stemte."),
    ("HardToSeparate", "Skemaerne følges næsten ad, og virkningerne er svære at skille."),
    ("IdentifyingColumn", "En kolonne kunne pege på enkeltpersoner og er ikke taget med."),
    (
        "ImmediateEffect",
        "Modellen antager samme virkning fra første dag; vokser virkningen, er estimatet skævt, nogle gange med forkert fortegn.",
    ),
    ("IndispensableUnit", "Uden en bestemt enhed kan virkningen ikke beregnes."),
    ("LeftOutWithoutFit", "For nogle skoler kunne der ikke laves en model uden skolen selv."),
    ("LookAlikes", "To navne ligner hinanden, men er forskellige for lodtrækningen."),
    ("LotteryNotDrawn", "Lodtrækningen kunne ikke gentages under denne antagelse."),
    ("MissingOutcomes", "Nogle elever har intet kendt udfald eller mangler en baggrundsoplysning og er ikke talt med."),
    ("MixedScripts", "Et navn blander bogstaver fra flere alfabeter."),
    (
        "ModelVariance",
        "Modellen antager, at alle uddannelser reagerer ens; gør de ikke det, er dens standardfejl for små.",
    ),
    (
        "NoClassWithBoth",
        "Ingen klasse har både elever med og uden fravær, så intet kan sammenlignes inden for klasser.",
    ),
    ("NoExtractDate", "Udtrækkets dato er ikke oplyst; den sidste dato i registret er brugt."),
    ("NoInteractionTest", "Forskellen mellem grupperne kunne ikke testes."),
    ("NoRandomization", "Lodtrækningens egen test findes ikke for denne række."),
    ("NoVariationInGroup", "På den ene side faldt alle fra eller ingen; der er ingen usikkerhed at regne ud."),
    ("NotConverged", "Beregningen nåede ikke frem til et stabilt resultat."),
    ("NotIdentified", "Intet i data bestemmer denne virkning; rækken er tom."),
    ("NotPositiveVariance", "Variansen kunne ikke beregnes eller blev ikke positiv."),
    ("NotReported", "En del af rapporten mangler, fordi trinnet ikke er kørt."),
    (
        "OneClusterExposed",
        "Den ene side af sammenligningen findes kun i én klynge; der er ingen usikkerhed at regne ud.",
    ),
    ("OneSubgroup", "Alle elever hører til samme gruppe; der er intet at sammenligne."),
    ("OutOfReach", "Den ønskede styrke kan ikke nås."),
    ("OutsideTheLottery", "Nogle elever går på uddannelser, der ikke var med i lodtrækningen, og er udeladt."),
    ("PeriodWithoutVariation", "I en periode har alle samme udfald; den fortæller intet om virkningen."),
    ("RepairedIdentifiers", "Nogle personnumre manglede det første nul og er rettet."),
    ("RowsLeftOut", "Nogle rækker mangler en nødvendig oplysning og er udeladt."),
    (
        "SeenLastBeforeTheEnd",
        "Nogle elever er kun fulgt en del af tiden uden at være gået ud; risici regner dem som ikke faldet fra.",
    ),
    ("SensitivityLeftOut", "En følsomhedsberegning kunne ikke gennemføres."),
    ("Separation", "En gruppe har enten ingen eller kun frafald; modellen kan ikke beregnes."),
    ("SingletonWave", "Et trin har kun én uddannelse; usikkerheden kommer alene fra lodtrækningen."),
    ("SingularFit", "En varians i modellen blev nul."),
    ("SizesNotAnalysed", "Antal elever pr. felt kunne ikke undersøges som udfald."),
    ("SmallCells", "Tal, der bygger på få elever, er tomme i det, der offentliggøres."),
    (
        "StartedOtherwise",
        "Nogle uddannelser begyndte i en anden periode end den trukne; analysen følger lodtrækningen.",
    ),
    ("SubgroupLeftOut", "En gruppe kunne ikke beregnes."),
    ("SubgroupNotAvailable", "Oplysningen om gruppen findes ikke i data."),
    ("SubgroupWithoutComparison", "En gruppe har ingen at sammenligne med."),
    ("TermsNotYetObservable", "Udfaldet kan endnu ikke ses i nogle perioder; de er udeladt for alle uddannelser."),
    ("TooManySubgroups", "Der er for mange grupper til at vise dem."),
    ("UnboundedInterval", "Intervallet har ingen grænse: for få mulige lodtrækninger til at afvise nogen virkning."),
    (
        "UnequalChances",
        "Reglerne gør lodtrækningens chancer ulige; estimatet fratrukket det gennemsnit er vist ved siden af.",
    ),
    ("UnitsLeftOut", "Nogle enheder mangler udfald i en periode og er udeladt, også i hver gentagelse."),
    ("UnknownBackground", "Nogle baggrundsoplysninger kunne ikke læses og regnes som ukendte."),
    ("UnusableIdentifiers", "Nogle personnumre kan ikke bruges til at forbinde registre."),
    ("WeightNotUsed", "Metoden kan ikke bruge den valgte vægt."),
    ("WindowPastLandmark", "Nogle elever er kun fraværende efter skæringsdagen, hvor de allerede følges."),
    ("ZeroByConstruction", "Standardfejlen er nul, hvad end tallene er; den vises ikke."),
];

/// The meaning of a kind of doubt in Danish; `None` for a kind that has no sentence here.
pub(super) fn danish(kind: &str) -> Option<&'static str> {
    DOUBTS.iter().find(|(k, _)| *k == kind).map(|(_, says)| *says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_said_once() {
        assert!(DOUBTS.windows(2).all(|w| w[0].0 < w[1].0), "two kinds are out of order or the same");
    }

    #[test]
    fn every_kind_that_results_may_carry_has_a_danish_sentence() {
        let mut rooms = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut missing = Vec::new();
        let mut seen = 0;
        while let Some(at) = rooms.pop() {
            if at.is_dir() {
                rooms.extend(std::fs::read_dir(&at).unwrap().map(|e| e.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&at).unwrap_or_default();
            // kinds stand in quotes right after the constructor
            for part in text.split("Warning::new(").skip(1) {
                let Some(kind) = part.trim_start().strip_prefix('"').and_then(|p| p.split('"').next()) else {
                    continue;
                };
                seen += 1;
                if kind.starts_with(|c: char| c.is_ascii_uppercase()) && danish(kind).is_none() {
                    missing.push(format!("{kind} in {}", at.display()));
                }
            }
        }
        assert!(seen > 50, "the search found only {seen} warnings");
        missing.retain(|m| !NOT_IN_RESULTS.iter().any(|k| m.starts_with(k)));
        assert!(missing.is_empty(), "no Danish sentence for {missing:#?}");
    }

    /// Kinds that are said on the terminal only and never stand in a page.
    const NOT_IN_RESULTS: &[&str] = &[
        "EffectOnAgreements",
        "NoBalance",
        "NoThreshold",
        "NotDeclared",
        "NotNeeded",
        "OneShard",
        "RisksBounded",
        "ShortLead",
        "Title",
    ];
}
