//! Every method that the report can speak of beside the estimators, in words and with its reference.

use crate::trial::citations::{LIANG, ROTH};

/// A method in the words of the report.
pub struct Method {
    /// Its name in the tables.
    pub name: &'static str,
    /// In Danish.
    pub danish: &'static str,
    /// In English.
    pub english: &'static str,
    /// Where it is described.
    pub references: &'static [&'static str],
}

const CLUSTER: &str = "Bell RM, McCaffrey DF (2002). Bias reduction in standard errors for linear regression with multi-stage samples. Survey Methodology 28(2), 169–181.";
const CLUSTER_DF: &str = "Pustejovsky JE, Tipton E (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing in fixed effects models. Journal of Business & Economic Statistics 36(4), 672–683. doi:10.1080/07350015.2016.1247004";
const FISHER: &str = "Fisher RA (1935). The Design of Experiments. Oliver & Boyd.";
const DECISION: &str = "Vickers AJ, Elkin EB (2006). Decision curve analysis: a novel method for evaluating prediction models. Medical Decision Making 26(6), 565–574. doi:10.1177/0272989X06295361";
const PAULE: &str = "Paule RC, Mandel J (1982). Consensus values and weighting factors. Journal of Research of the National Bureau of Standards 87(5), 377–385. doi:10.6028/jres.087.022";
const SNELL: &str = "Snell KIE, Ensor J, Debray TPA, Moons KGM, Riley RD (2018). Meta-analysis of prediction model performance across multiple studies: which scale helps ensure between-study normality for the C-statistic and calibration measures? Statistical Methods in Medical Research 27(11), 3505–3522. doi:10.1177/0962280217705678";
const JACKKNIFE: &str = "MacKinnon JG, Nielsen MØ, Webb MD (2023). Fast and reliable jackknife and bootstrap methods for cluster-robust inference. Journal of Applied Econometrics 38(5), 671–694. doi:10.1002/jae.2969";
const KAPLAN: &str = "Kaplan EL, Meier P (1958). Nonparametric estimation from incomplete observations. Journal of the American Statistical Association 53(282), 457–481. doi:10.1080/01621459.1958.10501452";
const AALEN: &str = "Aalen OO, Johansen S (1978). An empirical transition matrix for non-homogeneous Markov chains based on censored observations. Scandinavian Journal of Statistics 5(3), 141–150.";
const LANDMARK: &str = "Anderson JR, Cain KC, Gelber RD (1983). Analysis of survival by tumor response. Journal of Clinical Oncology 1(11), 710–719. doi:10.1200/JCO.1983.1.11.710";
const POISSON: &str = "Zou G (2004). A modified Poisson regression approach to prospective studies with binary data. American Journal of Epidemiology 159(7), 702–706. doi:10.1093/aje/kwh090";
const DELONG: &str = "DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Comparing the areas under two or more correlated receiver operating characteristic curves. Biometrics 44(3), 837–845. doi:10.2307/2531595";
const MANTEL: &str = "Mantel N, Haenszel W (1959). Statistical aspects of the analysis of data from retrospective studies of disease. Journal of the National Cancer Institute 22(4), 719–748.";

/// Every method that the report can speak of beside the estimators, which the register of methods has; the lottery first.
pub const METHODS: &[Method] = &[
    Method {
        name: "lodtrin-1",
        danish: "Lodtrækningen: plan og liste låses, en offentlig tilfældighedskilde afgør, og enhver kan genberegne resultatet med SHA-256 og HMAC alene.",
        english: "The lottery: plan and frame are locked, public randomness decides, and anybody can recompute the result with nothing but SHA-256 and HMAC.",
        references: &[],
    },
    Method {
        name: "randomization",
        danish: "Usikkerheden kommer af at holde den låste lodtrækning igen og igen og se, hvor stor en forskel lodtrækningen alene giver. Intervallet er de virkninger, testen ikke forkaster.",
        english: "Uncertainty comes from holding the locked lottery again and again and seeing how large a difference chance alone gives. The interval is the effects that the test does not reject.",
        references: &[FISHER],
    },
    Method {
        name: "neyman",
        danish: "Spredningen mellem uddannelser i samme trin; forsigtig.",
        english: "The spread between programmes of the same wave; conservative.",
        references: &[ROTH],
    },
    Method {
        name: "cr1",
        danish: "Klyngerobust varians med den almindelige korrektion.",
        english: "Cluster-robust variance with the usual correction.",
        references: &[LIANG],
    },
    Method {
        name: "cr2",
        danish: "Klyngerobust varians, korrigeret for få uddannelser, med Satterthwaites frihedsgrader.",
        english: "Cluster-robust variance corrected for few programmes, with Satterthwaite degrees of freedom.",
        references: &[CLUSTER, CLUSTER_DF],
    },
    Method {
        name: "cr3",
        danish: "Klyngerobust varians efter udeladelse af én uddannelse ad gangen.",
        english: "Cluster-robust variance by leaving out one programme at a time.",
        references: &[JACKKNIFE],
    },
    Method {
        name: "jackknife",
        danish: "Varians ved udeladelse af én uddannelse ad gangen.",
        english: "Variance by leaving out one programme at a time.",
        references: &[JACKKNIFE],
    },
    Method {
        name: "wild-bootstrap",
        danish: "Gentager beregningen med tilfældige fortegn på uddannelsernes afvigelser.",
        english: "Repeats the estimate with random signs on the programmes' residuals.",
        references: &[JACKKNIFE],
    },
    Method {
        name: "all",
        danish: "Nettogevinst: frafaldne, der nås, minus forgæves opkald vægtet med den pris, der er spurgt om. Højere er bedre; intervallet kommer af at udelade én skole ad gangen og lave modellen om.",
        english: "Net benefit: dropouts reached, less calls in vain weighted by the price asked about. Higher is better; the interval comes from leaving out one school at a time and fitting the model again.",
        references: &[DECISION],
    },
    Method {
        name: "random-effects",
        danish: "Skolernes tal lagt sammen, så forskelle mellem skoler tæller med; intervallet for en ny skole er bredere.",
        english: "The schools' numbers pooled with the differences between them; the interval for a new school is wider.",
        references: &[PAULE, SNELL],
    },
    Method {
        name: "registered-in-time",
        danish: "Reglen, hvis kun fravær, der var registreret på skæringsdagen, tælles.",
        english: "The rule if only absence registered by the landmark is counted.",
        references: &[],
    },
    Method {
        name: "landmark",
        danish: "Kun elever, der stadig går der på skæringsdagen, følges derfra; ellers ville de, der går tidligt, ikke kunne nå at være fraværende.",
        english: "Only pupils still there on the landmark day are followed from then on; otherwise those who leave early could not have been absent long enough.",
        references: &[LANDMARK],
    },
    Method {
        name: "g-computation",
        danish: "Risikoen, hvis alle, henholdsvis ingen, havde været fraværende, beregnet med en logistisk model.",
        english: "The risk if everybody, or nobody, had been absent, from a logistic model.",
        references: &[],
    },
    Method {
        name: "poisson-adjusted",
        danish: "Relativ risiko ved modificeret Poisson-regression.",
        english: "Risk ratio by modified Poisson regression.",
        references: &[POISSON],
    },
    Method {
        name: "mantel-haenszel",
        danish: "Sammenligner inden for hver klynge og lægger sammen.",
        english: "Compares within each cluster and pools.",
        references: &[MANTEL],
    },
    Method {
        name: "kaplan-meier",
        danish: "Andel, der stadig går der, når nogle kun er fulgt en del af tiden.",
        english: "Share still there when some are followed for part of the time only.",
        references: &[KAPLAN],
    },
    Method {
        name: "aalen-johansen",
        danish: "Andel, der er faldet fra, når skift til en anden uddannelse konkurrerer.",
        english: "Share that has dropped out when moving to another programme competes.",
        references: &[AALEN],
    },
    Method {
        name: "delong",
        danish: "Usikkerhed på AUC, som om eleverne var uafhængige.",
        english: "Uncertainty of the AUC as if pupils were independent.",
        references: &[DELONG],
    },
    Method {
        name: "joint",
        danish: "Lineær regression med et niveau for hver uddannelse og hver periode, hvor alle indsatser står i samme regression, så hver måles ved siden af de andre.",
        english: "Linear regression with a level for each programme and each period and all interventions in one regression, so that each is measured beside the others.",
        references: &[],
    },
    Method {
        name: "joint-pairs",
        danish: "Lineær regression af alle indsatser med et led mere for hvert erklæret par: hvad to indsatser giver sammen ud over hver for sig.",
        english: "Linear regression of all interventions with one more term for each declared pair: what two give together beyond each by itself.",
        references: &[],
    },
    Method {
        name: "bounds",
        danish: "De yderste virkninger, som fuldstændige data kunne give, hvordan de manglende end klarede sig.",
        english: "The furthest effects that complete data could give, however those missing did.",
        references: &[],
    },
    Method {
        name: "worst-case",
        danish: "Prøven med de manglende udfyldt, så der er mindst at se: det fundne holder, uanset hvad der mangler, og hvorfor.",
        english: "The test with those missing filled in so that there is least to see: what is found holds whatever is missing, and why.",
        references: &[],
    },
    Method {
        name: "linear-adjusted",
        danish: "Lineær regression af frafald på fravær og baggrundsoplysninger.",
        english: "Linear regression of dropping out on absence and covariates.",
        references: &[],
    },
    Method {
        name: "logit-adjusted",
        danish: "Logistisk regression af frafald på fravær og baggrundsoplysninger.",
        english: "Logistic regression of dropping out on absence and covariates.",
        references: &[],
    },
    Method {
        name: "cox-adjusted",
        danish: "Cox-regression af tiden til frafald på fravær og baggrundsoplysninger.",
        english: "Cox regression of the time to dropping out on absence and covariates.",
        references: &[],
    },
    Method {
        name: "no-landmark",
        danish: "Alle, der begyndte, uden skæringsdag. Skæv, fordi de, der går tidligt, ikke kunne nå at være fraværende; vist til sammenligning.",
        english: "Everybody who started, without a landmark. Biased, because those who leave early could not have been absent; shown for comparison.",
        references: &[LANDMARK],
    },
    Method {
        name: "cluster-bootstrap",
        danish: "Usikkerhed på AUC ved igen og igen at trække hele klynger med tilbagelægning.",
        english: "Uncertainty of the AUC by drawing whole clusters with replacement again and again.",
        references: &[],
    },
];
