# Expected values for early.csv, from the R packages that the field uses.
#   Rscript early.R early.csv OUT.csv
# Columns of OUT: data, method, term, quantity, value.   Package versions are the last rows.
# The values kept beside it were made with R 4.2.2 and the versions named in their last rows.
suppressMessages({library(clubSandwich); library(survival); library(pROC); library(sandwich)})
a <- commandArgs(TRUE); rows <- list()
put <- function(data, method, term, ...) { q <- list(...); for (k in names(q)) for (i in seq_along(q[[k]]))
  rows[[length(rows) + 1]] <<- data.frame(data, method, term = if (length(term) > 1) term[i] else term, quantity = k, value = format(q[[k]][i], digits = 15)) }
# --- early absence ----------------------------------------------------------------------------------
E <- read.csv(a[1]); E$class <- factor(E$class); d <- "early"
L <- E[E$day > 14, ]                                    # landmark: still enrolled on day 14
put(d, "landmark-14", "counts", n = nrow(L), excluded = nrow(E) - nrow(L), exposed = sum(L$absent_14), dropouts_exposed = sum(L$dropout[L$absent_14 == 1]), dropouts_unexposed = sum(L$dropout[L$absent_14 == 0]))
m <- lm(dropout ~ absent_14, L)
for (v in c("CR1", "CR2")) { t <- coef_test(m, vcovCR(m, L$class, type = v), test = "Satterthwaite", coefs = "absent_14"); put(d, paste0("risk-difference:", v), "absent_14", estimate = t$beta, se = t$SE, df_satterthwaite = t$df_Satt, p_satterthwaite = t$p_Satt) }
ma <- lm(dropout ~ absent_14 + under20 + benefits, L); t <- coef_test(ma, vcovCR(ma, L$class, type = "CR2"), test = "Satterthwaite", coefs = "absent_14"); put(d, "risk-difference-adjusted:CR2", "absent_14", estimate = t$beta, se = t$SE, df_satterthwaite = t$df_Satt, p_satterthwaite = t$p_Satt)
gl <- glm(dropout ~ absent_14 + under20 + benefits, binomial, L); V1 <- vcovCL(gl, L$class, type = "HC0", cadjust = TRUE); put(d, "logit-adjusted:CR1(G/(G-1))", "absent_14", estimate = coef(gl)["absent_14"], se = sqrt(V1["absent_14", "absent_14"]))
x1 <- L; x1$absent_14 <- 1; x0 <- L; x0$absent_14 <- 0; p1 <- predict(gl, x1, type = "response"); p0 <- predict(gl, x0, type = "response")
X1 <- model.matrix(gl, x1 <- x1); X1 <- model.matrix(~absent_14 + under20 + benefits, x1); X0 <- model.matrix(~absent_14 + under20 + benefits, x0)
J <- colMeans(X1 * (p1 * (1 - p1))) - colMeans(X0 * (p0 * (1 - p0))); Jr <- colMeans(X1 * (p1 * (1 - p1))) / mean(p1) - colMeans(X0 * (p0 * (1 - p0))) / mean(p0)
put(d, "g-computation-logit", "absent_14", risk_exposed = mean(p1), risk_unexposed = mean(p0), risk_difference = mean(p1) - mean(p0), se_rd_delta = sqrt(drop(t(J) %*% V1 %*% J)), risk_ratio = mean(p1) / mean(p0), se_log_rr_delta = sqrt(drop(t(Jr) %*% V1 %*% Jr)))
gp <- glm(dropout ~ absent_14 + under20 + benefits, poisson, L); Vp <- vcovCL(gp, L$class, type = "HC0", cadjust = TRUE); put(d, "modified-poisson-adjusted:CR1(G/(G-1))", "absent_14", estimate = coef(gp)["absent_14"], se = sqrt(Vp["absent_14", "absent_14"]))
gd <- glm(dropout ~ factor(pmin(absent_days_14, 3)), binomial, L); pd <- tapply(L$dropout, pmin(L$absent_days_14, 3), mean); put(d, "dose", paste0("days=", names(pd)), risk = as.numeric(pd), n = as.numeric(table(pmin(L$absent_days_14, 3))))
km <- summary(survfit(Surv(day, event > 0) ~ absent_14, L), times = c(30, 60, 90, 120, 139)); put(d, "kaplan-meier(any exit)", paste0(km$strata, ",day=", km$time), survival = km$surv, se_greenwood = km$std.err)
E2 <- L; E2$ev <- factor(E2$event, 0:2, c("censor", "dropout", "transfer")); aj <- survfit(Surv(day, ev) ~ absent_14, E2); sa <- summary(aj, times = c(30, 60, 90, 120, 139)); j <- which(sa$states == "dropout"); put(d, "aalen-johansen(dropout)", paste0(sa$strata, ",day=", sa$time), cumulative_incidence = sa$pstate[, j], se = sa$std.err[, j])
cx <- coxph(Surv(day, event == 1) ~ absent_14 + under20 + benefits, L, cluster = class, ties = "efron"); put(d, "cox-efron(cause-specific)", "absent_14", estimate = coef(cx)["absent_14"], se_model = sqrt(cx$naive.var[1, 1]), se_robust = sqrt(vcov(cx)[1, 1]))
lr <- survdiff(Surv(day, event == 1) ~ absent_14, L); put(d, "log-rank", "absent_14", chisq = lr$chisq)
ro <- roc(L$dropout, L$absent_days_14, quiet = TRUE, direction = "<"); put(d, "auc(absent_days_14)", "auc", estimate = as.numeric(auc(ro)), se_delong = sqrt(var(ro, method = "delong")))
rr <- (mean(p1) / mean(p0)); put(d, "e-value", "point", estimate = rr + sqrt(rr * (rr - 1)))

# R's glm stops when the deviance changes by less than 1e-8 of itself, and the sandwich is built from the weights of the step before: its errors
# are then good to 1e-5. The same fits run to the end:
ctl <- glm.control(epsilon = 1e-15, maxit = 200)
for (fam in list(binomial(), poisson())) { g <- glm(dropout ~ absent_14 + under20 + benefits, fam, L, control = ctl); V <- vcovCL(g, L$class, type = "HC0", cadjust = TRUE); put(d, paste0(fam$family, "-adjusted:converged"), "absent_14", estimate = coef(g)["absent_14"], se = sqrt(V["absent_14", "absent_14"])) }

vs <- sapply(c("clubSandwich", "survival", "pROC", "sandwich"), function(p) as.character(packageVersion(p)))
out <- do.call(rbind, rows); out <- rbind(out, data.frame(data = "version", method = names(vs), term = "", quantity = "version", value = unname(vs))); out <- rbind(out, data.frame(data = "version", method = "R", term = "", quantity = "version", value = as.character(getRversion())))
write.csv(out, a[2], row.names = FALSE, quote = TRUE)
