# GEE and GLMM with covariates on wedge24 and wedge10: Rscript covariates.R > covariates.csv
# Debian: r-base-core r-cran-geepack r-cran-lme4. Run in this folder.
suppressMessages({library(geepack); library(lme4)})
say <- function(data, method, quantity, value) cat(sprintf("%s,%s,treated,%s,%.17g\n", data, method, quantity, value))
cat("data,method,term,quantity,value\n")
for (name in c("wedge24", "wedge10")) {
  d <- read.csv(paste0(name, ".csv"))
  d$unit <- as.integer(factor(d$programme))
  d <- d[order(d$unit), ]
  for (link in c("logit", "identity")) {
    family <- if (link == "logit") binomial("logit") else gaussian("identity")
    m <- geeglm(completed ~ treated + factor(term) + under20 + female + benefits, id = unit, data = d,
                family = family, corstr = "exchangeable",
                control = geese.control(epsilon = 1e-12, maxit = 200))
    s <- summary(m)$coefficients["treated", ]
    method <- paste0("gee+covariates:", link)
    say(name, method, "estimate", s[["Estimate"]])
    say(name, method, "se_robust", s[["Std.err"]])
    say(name, method, "alpha", summary(m)$corr[["Estimate"]][1])
    say(name, method, "dispersion", summary(m)$dispersion[["Estimate"]][1])
  }
  # slopes within cells, by which means of units are adjusted
  w <- lm(completed ~ under20 + female + benefits + interaction(unit, term, drop = TRUE), data = d)
  for (x in c("under20", "female", "benefits")) say(name, "within-cells", x, coef(w)[[x]])
  m <- glmer(completed ~ treated + factor(term) + under20 + female + benefits + (1 | unit), data = d,
             family = binomial, nAGQ = 15,
             control = glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 1e6, rhoend = 1e-10), calc.derivs = TRUE))
  say(name, "glmm+covariates", "estimate", fixef(m)[["treated"]])
  say(name, "glmm+covariates", "se_hessian", sqrt(vcov(m, use.hessian = TRUE)["treated", "treated"]))
  say(name, "glmm+covariates", "sd_unit", as.data.frame(VarCorr(m))$sdcor[1])
}
cat(sprintf("# R %s, geepack %s, lme4 %s\n", getRversion(), packageVersion("geepack"), packageVersion("lme4")), file = stderr())
