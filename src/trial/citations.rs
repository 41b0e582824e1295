//! Where methods were published, as the report lists it: what several rows of the register share, a publication a constant.

/// Efficient adjustment under a random rollout.
pub const ROTH: &str = "Roth J, Sant'Anna PHC (2023). Efficient estimation for staggered rollout designs. Journal of Political Economy Microeconomics 1(4), 669–709. doi:10.1086/726581";
/// Waves against waiting waves.
pub const CALLAWAY: &str = "Callaway B, Sant'Anna PHC (2021). Difference-in-differences with multiple time periods. Journal of Econometrics 225(2), 200–230. doi:10.1016/j.jeconom.2020.12.001";
/// Effects by time since the start.
pub const SUN: &str = "Sun L, Abraham S (2021). Estimating dynamic treatment effects in event studies with heterogeneous treatment effects. Journal of Econometrics 225(2), 175–199. doi:10.1016/j.jeconom.2020.09.006";
/// Mixed models of a stepped wedge.
pub const HUSSEY: &str = "Hussey MA, Hughes JP (2007). Design and analysis of stepped wedge cluster randomized trials. Contemporary Clinical Trials 28(2), 182–191. doi:10.1016/j.cct.2006.05.007";
/// Mixed models with effects that grow.
pub const KENNY: &str = "Kenny A, Voldal EC, Xia F, Heagerty PJ, Hughes JP (2022). Analysis of stepped wedge cluster randomized trials in the presence of a time-varying treatment effect. Statistics in Medicine 41(22), 4311–4339. doi:10.1002/sim.9511";
/// Generalised estimating equations.
pub const LIANG: &str = "Liang KY, Zeger SL (1986). Longitudinal data analysis using generalized linear models. Biometrika 73(1), 13–22. doi:10.1093/biomet/73.1.13";
/// Comparisons within periods.
pub const WITHIN: &str = "Thompson JA, Davey C, Fielding K, Hargreaves JR, Hayes RJ (2018). Robust analysis of stepped wedge trials using cluster-level summaries within periods. Statistics in Medicine 37(16), 2487–2500. doi:10.1002/sim.7668";
/// Filling in untreated outcomes.
pub const IMPUTATION: &str = "Borusyak K, Jaravel X, Spiess J (2024). Revisiting event-study designs: robust and efficient estimation. Review of Economic Studies 91(6), 3253–3285. doi:10.1093/restud/rdae007";
