use crate::diagnostics::Page;

/// Pages of the cluster-robust variances and the bootstrap.
pub const CLUSTER_PAGES: &[Page] = &[
    Page {
        name: "cr0",
        title: "cluster-robust variance without a small-sample correction, t(G-1)",
        text: "V = sum over clusters of (a_g'e_g)^2, a_g = X_g (X'X)^-1 c. Too small with few\n\
               clusters; printed for comparison with other software.\n\
               Reference: Liang & Zeger (1986), doi:10.1093/biomet/73.1.13.",
    },
    Page {
        name: "cr1",
        title: "cr0 x G/(G-1) x (n-1)/(n-k), t(G-1)",
        text: "Stata's and fixest's default. k counts one intercept, T-1 periods, treatment columns\n\
               and covariates; unit effects, nested in the cluster, are not counted. Mixed models and\n\
               models without unit effects count all columns.\n\
               Still too small with few clusters (`FewClusters`): prefer cr2.",
    },
    Page {
        name: "cr2",
        title: "Bell-McCaffrey variance with Satterthwaite degrees of freedom",
        text: "Residuals of a cluster are multiplied by (I - H_gg)^(-1/2), the symmetric root of the\n\
               pseudo-inverse, which makes V unbiased when pupils are independent; the t reference\n\
               has its own degrees of freedom for every coefficient, never more than G-1.\n\
               The default of `twfe` and `twfe-exposure`. Works from cross-products: its cost does\n\
               not grow with pupils.\n\
               Reference: Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton\n\
               (2018), doi:10.1080/07350015.2016.1247004. Checked against clubSandwich.",
    },
    Page {
        name: "cr3",
        title: "the jackknife over clusters, t(G-1)",
        text: "(G-1)/G x sum of squared differences between the estimate without a cluster and the\n\
               estimate, worked out by leverages instead of refits. A unit without which the effect\n\
               cannot be estimated is named and the variance is NA (`IndispensableUnit`).\n\
               Reference: MacKinnon, Nielsen & Webb (2023), doi:10.1002/jae.2969 (CV3).",
    },
    Page {
        name: "jackknife",
        title: "the jackknife over clusters: see cr3",
        text: "Another name of `cr3`, which is the jackknife that leaves out one cluster at a time.",
    },
    Page {
        name: "wild-bootstrap",
        title: "wild cluster bootstrap-t with the null imposed, interval by inversion",
        text: "Residuals of the fit without the effect get a random sign per cluster; t (with cr1) is\n\
               recomputed and compared. WCR-11: Rademacher signs; all 2^G of them when 2^G is at most\n\
               draws + 1, else (1+b)/(1+R) with its Monte-Carlo error among the facts. Below twelve\n\
               clusters without enumeration Webb's six points are used. The interval holds the values\n\
               that are not rejected. std.error is that of cr1, df is NA.\n\
               Options: --draws, --seed, --level.\n\
               Reference: Cameron, Gelbach & Miller (2008), doi:10.1162/rest.90.3.414; Roodman et al.\n\
               (2019), doi:10.1177/1536867X19830877; Webb (2023), doi:10.1111/caje.12661.",
    },
    Page {
        name: "model",
        title: "the model's own variance",
        text: "Mixed models: (X'V^-1 X)^-1 at the REML variances, t(G-2). `glmm-logit`: inverse of the\n\
               full observed information, normal reference. Right only if the model is.",
    },
    Page {
        name: "robust",
        title: "the plain sandwich of GEE and mixed models, normal reference",
        text: "cr0 with a normal reference, as geepack prints it. With fewer than twenty clusters read\n\
               `kauermann-carroll` or `mancl-derouen` (GEE) or `cr2` (mixed models) beside it.",
    },
    Page {
        name: "kauermann-carroll",
        title: "GEE sandwich corrected by (I - H)^(-1/2), t(G-2)",
        text: "H_i = D_i (sum D'V^-1 D)^-1 D_i'V_i^-1.\n\
               Reference: Kauermann & Carroll (2001), doi:10.1198/016214501753382309.",
    },
    Page {
        name: "mancl-derouen",
        title: "GEE sandwich corrected by (I - H)^(-1), t(G-2)",
        text: "As `kauermann-carroll` with the inverse in place of its root: larger, and on the safe\n\
               side with few clusters.\n\
               Reference: Mancl & DeRouen (2001), doi:10.1111/j.0006-341X.2001.00126.x.",
    },
];
