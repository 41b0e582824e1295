//! Pages of `lodtrin explain` for the cluster-robust variances and the bootstrap.

use crate::diagnostics::Page;

/// Pages of the cluster-robust variances and the bootstrap.
pub const CLUSTER_PAGES: &[Page] = &[
    Page {
        name: "cr0",
        title: "cluster-robust variance without a small-sample correction, t(G-1)",
        text: "What it estimates: the standard error of a regression coefficient when pupils of a\n\
               programme resemble each other in any way.\n\
               When it is right: with many clusters (a hundred or more).\n\
               When it misleads: with few clusters it is too small (`FewClusters`); printed for\n\
               comparison with other software.\n\
               Formula: V = sum over clusters of (a_g'e_g)^2, a_g = X_g (X'X)^-1 c.\n\
               Options: none.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance cr0",
    },
    Page {
        name: "cr1",
        title: "cr0 x G/(G-1) x (n-1)/(n-k), t(G-1)",
        text: "What it estimates: as `cr0`; the default of Stata and fixest.\n\
               When it is right: with forty clusters or more, of like size.\n\
               When it misleads: with fewer, or with unequal ones, it is still too small\n\
               (`FewClusters`): prefer cr2.\n\
               Formula: k counts one intercept, T-1 periods, treatment columns and covariates; unit\n\
               effects, nested in the cluster, are not counted. Models without unit effects count all\n\
               columns. Logit models: G/(G-1) alone.\n\
               Options: none.\n\
               Reference: Cameron & Miller (2015), doi:10.3368/jhr.50.2.317.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance cr1",
    },
    Page {
        name: "cr2",
        title: "Bell-McCaffrey variance with Satterthwaite degrees of freedom",
        text: "What it estimates: as `cr0`, with a reference of its own for every coefficient.\n\
               When it is right: with few clusters and unequal ones: the default of `twfe` and\n\
               `twfe-exposure`.\n\
               When it misleads: its correction is exact when pupils are independent; with strong\n\
               correlation and very few treated clusters the degrees of freedom, never more than G-1,\n\
               do most of the work. Look at df: below four, read `randomization`.\n\
               Formula: residuals of a cluster are multiplied by (I - H_gg)^(-1/2), the symmetric root\n\
               of the pseudo-inverse; df = (sum P_gg)^2 / sum P_gh^2. Works from cross-products: its\n\
               cost does not grow with pupils.\n\
               Options: none.\n\
               Reference: Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018),\n\
               doi:10.1080/07350015.2016.1247004. R: clubSandwich.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance cr2",
    },
    Page {
        name: "cr3",
        title: "the jackknife over clusters, t(G-1)",
        text: "What it estimates: as `cr0`, from how much each cluster moves the estimate.\n\
               When it is right: with few or unequal clusters; on the safe side.\n\
               When it misleads: where a unit is indispensable: it is named and the variance is NA\n\
               (`IndispensableUnit`).\n\
               Formula: (G-1)/G x sum of squared differences between the estimate without a cluster and\n\
               the estimate, worked out by leverages instead of refits.\n\
               Options: none.\n\
               Reference: MacKinnon, Nielsen & Webb (2023), doi:10.1002/jae.2969 (CV3). R: summclust.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance cr3",
    },
    Page {
        name: "jackknife",
        title: "the jackknife over clusters: in `effect` another name of cr3",
        text: "What it estimates: as `cr3`; of `imputation`, the jackknife over units; in `absence` ratios\n\
               of sums over schools (three or more), clusters or folds, models fitted again without each.\n\
               When it is right: as `cr3`.\n\
               When it misleads: as `cr3`.\n\
               Formula: (G-1)/G x sum (estimate without g - estimate)^2.\n\
               Options: none.\n\
               Reference: MacKinnon, Nielsen & Webb (2023), doi:10.1002/jae.2969.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance jackknife",
    },
    Page {
        name: "wild-bootstrap",
        title: "wild cluster bootstrap-t with the null imposed, interval by inversion",
        text: "What it estimates: p and an interval for a coefficient of `twfe` or `twfe-exposure`;\n\
               std.error is that of cr1, df is NA.\n\
               When it is right: with few clusters, ten or more of them treated for some time.\n\
               When it misleads: with very few treated (or untreated) clusters it rejects too rarely.\n\
               Formula: residuals of the fit without the effect get a random sign per cluster; t (with\n\
               cr1) is recomputed and compared. All 2^G sign vectors when 2^G is at most draws + 1,\n\
               else (1+b)/(1+R) with its Monte-Carlo error among the facts. Below twelve clusters\n\
               without enumeration Webb's six points are used. The interval holds the values that are\n\
               not rejected.\n\
               Options: --bootstrap wcr11 (restricted residuals, the default) or wcr31 (those of fits\n\
               without the cluster: better with unequal clusters), --draws, --seed, --level.\n\
               Reference: Cameron, Gelbach & Miller (2008), doi:10.1162/rest.90.3.414; Roodman et al.\n\
               (2019), doi:10.1177/1536867X19830877; MacKinnon, Nielsen & Webb (2023),\n\
               doi:10.1002/jae.2969; Webb (2023), doi:10.1111/caje.12661.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator twfe --variance wild-bootstrap",
    },
    Page {
        name: "model",
        title: "the model's own variance",
        text: "What it estimates: the standard error if everything the model says is true.\n\
               When it is right: only if the model is right: its random effects are all that pupils of\n\
               a programme share.\n\
               When it misleads: programmes that react differently, or terms that differ within\n\
               programmes, make it too small: ask for cr2 beside it.\n\
               Formula: mixed models: (X'V^-1 X)^-1 at the REML variances, t(G-2). `glmm-logit`:\n\
               inverse of the full observed information, normal reference.\n\
               Options: none.\n\
               Reference: Laird & Ware (1982), doi:10.2307/2529876.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator hussey-hughes --variance model",
    },
    Page {
        name: "robust",
        title: "the plain sandwich of GEE and mixed models, normal reference",
        text: "What it estimates: the standard error of a GEE or mixed model that does not rely on its\n\
               correlations.\n\
               When it is right: with forty programmes or more.\n\
               When it misleads: with fewer than twenty it is too small: read `kauermann-carroll` or\n\
               `mancl-derouen` (GEE) or `cr2` (mixed models) beside it.\n\
               Formula: cr0 with a normal reference, as geepack prints it.\n\
               Options: none.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator gee-logit --variance robust",
    },
    Page {
        name: "kauermann-carroll",
        title: "GEE sandwich corrected by (I - H)^(-1/2), t(G-2)",
        text: "What it estimates: the standard error of a GEE coefficient with few programmes.\n\
               When it is right: with ten programmes or more of like size.\n\
               When it misleads: with fewer or very unequal ones it can still be too small: read\n\
               `mancl-derouen` beside it.\n\
               Formula: H_i = D_i (sum D'V^-1 D)^-1 D_i'V_i^-1; scores corrected by (I - H_i)^(-1/2).\n\
               Options: none.\n\
               Reference: Kauermann & Carroll (2001), doi:10.1198/016214501753382309.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator gee-logit --variance kauermann-carroll",
    },
    Page {
        name: "mancl-derouen",
        title: "GEE sandwich corrected by (I - H)^(-1), t(G-2)",
        text: "What it estimates: the standard error of a GEE coefficient with few programmes.\n\
               When it is right: as `kauermann-carroll`; on the safe side.\n\
               When it misleads: it tends to be too large when one programme has much leverage.\n\
               Formula: as `kauermann-carroll` with the inverse in place of its root.\n\
               Options: none.\n\
               Reference: Mancl & DeRouen (2001), doi:10.1111/j.0006-341X.2001.00126.x.\n\
               Example: lodtrin effect --data rows.csv --unit programme --period term \\\n\
               \x20\x20--start first_treated --outcome completed --estimator gee-logit --variance mancl-derouen",
    },
];
