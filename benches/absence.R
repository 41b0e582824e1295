# The same pupils in R, as far as the packages go: Rscript absence.R FILE (written by `cargo bench --bench absence -- --write FILE`).
# Prints `piece|seconds`; reading the file is not counted. `cargo bench --bench absence -- --r` runs it and prints ratios.
suppressMessages({library(survival); library(pROC); library(sandwich)})
E <- read.csv(commandArgs(TRUE)[1])
timed <- function(what, expr) cat(sprintf("%s|%.3f\n", what, system.time(expr)[["elapsed"]]))
timed("landmark", { L <- E[E$time > 14, ]; L$y <- as.integer(L$event == 1); L$exposed <- as.integer(L$days >= 1) })
timed("linear, logit, Poisson with CR1", { for (m in list(lm(y ~ exposed, L), lm(y ~ exposed + under20 + benefit, L), glm(y ~ exposed + under20 + benefit, binomial, L), glm(y ~ exposed + under20 + benefit, poisson, L))) vcovCL(m, L$class, type = "HC0", cadjust = TRUE) })
timed("Kaplan-Meier", survfit(Surv(time, event > 0) ~ exposed, L))
timed("log-rank", survdiff(Surv(time, event == 1) ~ exposed, L))
# its cluster variance takes four times as long for twice the pupils: a tenth of them, so that the ratio is too small
timed("Cox, Efron, cluster", coxph(Surv(time, event == 1) ~ exposed + under20 + benefit, head(L, nrow(L) / 10), cluster = class, ties = "efron"))
timed("AUC with DeLong", var(roc(L$y, L$days, quiet = TRUE, direction = "<"), method = "delong"))
# 2,000 resamples would take the hours that 10 of them tell
R <- 10; rows <- split(seq_len(nrow(L)), L$class)
t <- system.time(for (r in 1:R) { i <- unlist(rows[sample(length(rows), replace = TRUE)]); auc(roc(L$y[i], L$days[i], quiet = TRUE, direction = "<")) })[["elapsed"]]
cat(sprintf("cluster bootstrap, 2,000 resamples|%.3f\n", t / R * 2000))
