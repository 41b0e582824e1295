# Degrees of freedom, p-values and intervals of whole rows of `lodtrin effect`, from the R packages that the field uses.
#   Rscript degrees_of_freedom.R . degrees_of_freedom.csv
# Columns: data, estimator, variance, df, p.value, conf.low, conf.high.   Package versions are the last rows.
suppressMessages({library(clubSandwich); library(lme4); library(geepack)})
a <- commandArgs(TRUE); D <- a[1]; rows <- list()
put <- function(data, estimator, variance, df, p, low, high)
  rows[[length(rows) + 1]] <<- data.frame(data, estimator, variance, df = df, p.value = format(p, digits = 15), conf.low = format(low, digits = 15), conf.high = format(high, digits = 15))
# an interval and a p-value by the rule that is named, where a package prints none
by_rule <- function(data, estimator, variance, b, se, df) put(data, estimator, variance, df, 2 * pt(-abs(b / se), df), b - qt(0.975, df) * se, b + qt(0.975, df) * se)
for (d in c("wedge24", "wedge10")) {
  W <- read.csv(file.path(D, paste0(d, ".csv"))); W$programme <- factor(W$programme); W$termf <- factor(W$term); G <- nlevels(W$programme)
  # cr0, cr2: Satterthwaite's for cr2 (clubSandwich); G - 1 for cr0 (naive-t of clubSandwich)
  m <- lm(completed ~ treated + programme + termf, W)
  for (v in list(c("CR0", "naive-t", "cr0"), c("CR2", "Satterthwaite", "cr2"))) {
    V <- vcovCR(m, W$programme, type = v[1]); ci <- conf_int(m, V, test = v[2], coefs = "treated"); t <- coef_test(m, V, test = v[2], coefs = "treated")
    put(d, "twfe", v[3], ci$df, if (v[2] == "Satterthwaite") t$p_Satt else t$p_t, ci$CI_L, ci$CI_U) }
  # cr1 as fixest: dummies of programmes, within which the clusters lie, are not counted; t with G - 1
  free <- nobs(m) - length(coef(m)); se <- sqrt(vcovCR(m, W$programme, type = "CR1S")["treated", "treated"] * free / (free + G - 1))
  by_rule(d, "twfe", "cr1", coef(m)[["treated"]], se, G - 1)
  # jackknife: full refits, t with G - 1
  b <- coef(m)[["treated"]]; bj <- sapply(levels(W$programme), function(g) coef(lm(completed ~ treated + programme + termf, W[W$programme != g, ]))[["treated"]])
  by_rule(d, "twfe", "jackknife", b, sqrt((G - 1) / G * sum((bj - b)^2)), G - 1)
  # mixed models: t with G - 2 (Li & Redden 2015: clusters less cluster-level parameters)
  h <- lmer(completed ~ treated + termf + (1 | programme), W, REML = TRUE)
  by_rule(d, "hussey-hughes", "model", fixef(h)[["treated"]], sqrt(vcov(h)["treated", "treated"]), G - 2)
  h2 <- lmer(completed ~ treated + termf + (1 | programme) + (1 | programme:termf), W, REML = TRUE)
  by_rule(d, "nested-exchangeable", "model", fixef(h2)[["treated"]], sqrt(vcov(h2)["treated", "treated"]), G - 2)
  # gee, robust: geepack prints Wald's chi-square, so the normal
  g <- geeglm(completed ~ treated + termf, binomial("logit"), W, id = programme, corstr = "exchangeable"); s <- summary(g)$coefficients["treated", ]
  put(d, "gee-logit", "robust", Inf, s[[4]], s[[1]] - qnorm(0.975) * s[[2]], s[[1]] + qnorm(0.975) * s[[2]])
  # logistic mixed model: glmer prints z
  q <- glmer(completed ~ treated + termf + (1 | programme), W, family = binomial("logit"), nAGQ = 15, control = glmerControl(optimizer = "bobyqa")); s <- summary(q)$coefficients["treated", ]
  put(d, "glmm-logit", "model", Inf, s[[4]], s[[1]] - qnorm(0.975) * s[[2]], s[[1]] + qnorm(0.975) * s[[2]])
}
vs <- sapply(c("clubSandwich", "lme4", "geepack"), function(p) as.character(packageVersion(p)))
out <- do.call(rbind, rows); out <- rbind(out, data.frame(data = "version", estimator = c(names(vs), "R"), variance = c(unname(vs), as.character(getRversion())), df = "", p.value = "", conf.low = "", conf.high = ""))
write.csv(out, a[2], row.names = FALSE, quote = TRUE)
