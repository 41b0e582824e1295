# Expected values for 28,000 synthetic pupils in 22 large clusters, the other end from many small classes.
#   Rscript large.R large-expected.csv
# The data come from a linear congruential generator whose every step is exact in double precision, so that the test makes
# the same 28,000 rows without a file: x <- (69069 x + 12345) mod 2^32, u = x / 2^32.
suppressMessages({library(clubSandwich); library(survival); library(pROC); library(sandwich)})
a <- commandArgs(TRUE); rows <- list()
put <- function(method, term, ...) { q <- list(...); for (k in names(q)) for (i in seq_along(q[[k]]))
  rows[[length(rows) + 1]] <<- data.frame(method, term = if (length(term) > 1) term[i] else term, quantity = k, value = format(q[[k]][i], digits = 15)) }
N <- 28000; x <- 20260131; U <- matrix(0, N, 8)
for (i in 1:N) for (j in 1:8) { x <- (69069 * x + 12345) %% 4294967296; U[i, j] <- x / 4294967296 }
E <- data.frame(cluster = floor(22 * U[, 1] * U[, 1]), young = as.integer(U[, 2] < 0.4), grade = floor(100 * U[, 3]) / 10)
E$days <- floor(6 * U[, 4] * U[, 5])
E$event <- ifelse(U[, 6] < 0.10 + 0.07 * pmin(E$days, 3) + 0.05 * E$young - 0.004 * E$grade + 0.01 * (E$cluster %% 5), 1, ifelse(U[, 7] < 0.06, 2, 0))
E$time <- ifelse(E$event == 0, 150, 1 + floor(149 * U[, 8]))
E$school <- E$cluster %% 4; E$row <- 1:N
put("check", "", sum_cluster = sum(E$cluster), sum_days = sum(E$days), sum_grade = sum(floor(100 * U[, 3])), sum_time = sum(E$time), dropouts = sum(E$event == 1))
L <- E[E$time > 14, ]; L$y <- as.integer(L$event == 1); L$exposed <- as.integer(L$days >= 1); G <- length(unique(L$cluster))
put("counts", "", n = nrow(L), clusters = G, exposed = sum(L$exposed))
# CR1 with (n-1)/(n-k) is sandwich's HC1; clubSandwich's CR2 takes minutes with clusters of 1,300, so it gets the first 4,400 pupils
cr1 <- function(m) vcovCL(m, L$cluster, type = "HC1", cadjust = TRUE)
rd <- function(label, m, at) { put(paste0(label, ":cr1"), "exposed", estimate = unname(coef(m)[at]), se = sqrt(cr1(m)[at, at])) }
rd("crude", lm(y ~ exposed, L), 2); rd("adjusted", lm(y ~ exposed + young + grade, L), 2)
m <- lm(y ~ exposed * factor(school), L); V <- cr1(m); k <- grep("exposed:", names(coef(m))); b <- coef(m)[k]
F <- drop(t(b) %*% solve(V[k, k]) %*% b) / length(k); put("interaction:school", "F", statistic = F, p = pf(F, length(k), G - 1, lower.tail = FALSE))
S <- L[L$row <= 4400, ]; S$dose <- pmin(S$days, 3)
for (f in list(y ~ exposed, y ~ exposed + young + grade, y ~ dose, y ~ exposed * young)) { m <- lm(f, S); k <- length(coef(m)); at <- if (identical(f, y ~ exposed * young)) 4 else 2
  t <- coef_test(m, vcovCR(m, S$cluster, type = "CR2"), test = "Satterthwaite")[at, ]; put("first-4400:CR2", deparse(f[[3]]), estimate = t$beta, se = t$SE, df = t$df_Satt, p = t$p_Satt) }
m <- lm(y ~ exposed, S); V2 <- vcovCR(m, S$cluster, type = "CR2"); put("first-4400:risk", c("exposed=0", "exposed=1"), se = sqrt(c(V2[1, 1], sum(V2))))
adj <- G / (G - 1)
robust <- function(m) vcovCL(m, L$cluster, type = "HC0", cadjust = TRUE)
ctl <- glm.control(epsilon = 1e-14, maxit = 100)
for (f in list(y ~ exposed, y ~ exposed + young + grade)) { label <- if (length(all.vars(f)) == 2) "crude" else "adjusted"
  g <- glm(f, binomial, L, control = ctl); put(paste0("logit:", label), "exposed", estimate = coef(g)["exposed"], se = sqrt(robust(g)["exposed", "exposed"]))
  g <- glm(f, poisson, L, control = ctl); put(paste0("poisson:", label), "exposed", estimate = coef(g)["exposed"], se = sqrt(robust(g)["exposed", "exposed"]))
  h <- coxph(update(f, Surv(time, event == 1) ~ .), L, cluster = cluster, ties = "efron", control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)); put(paste0("cox:", label), "exposed", estimate = coef(h)["exposed"], se_model = sqrt(h$naive.var[1, 1]), se_robust = sqrt(vcov(h)[1, 1])) }
g <- glm(y ~ exposed + young + grade, binomial, L, control = ctl); V <- robust(g)
X1 <- model.matrix(g); X1[, "exposed"] <- 1; X0 <- X1; X0[, "exposed"] <- 0; p1 <- plogis(drop(X1 %*% coef(g))); p0 <- plogis(drop(X0 %*% coef(g)))
J1 <- colMeans(X1 * p1 * (1 - p1)); J0 <- colMeans(X0 * p0 * (1 - p0)); J <- J1 - J0; Jr <- J1 / mean(p1) - J0 / mean(p0); se <- function(j) sqrt(drop(t(j) %*% V %*% j))
put("g-computation", "exposed", risk_exposed = mean(p1), risk_unexposed = mean(p0), se_exposed = se(J1), se_unexposed = se(J0), difference = mean(p1) - mean(p0), se_difference = se(J), ratio = mean(p1) / mean(p0), se_log_ratio = se(Jr))
tab <- table(L$exposed, L$y, L$cluster); storage.mode(tab) <- "double"; mh <- mantelhaen.test(tab, correct = FALSE); put("mantel-haenszel", "odds", ratio = unname(mh$estimate), low = mh$conf.int[1], high = mh$conf.int[2])
days <- c(28, 56, 84, 112, 140)
s <- summary(survfit(Surv(time, event > 0) ~ exposed, L, conf.type = "log-log"), times = days); put("kaplan-meier", paste0(s$strata, ",day=", s$time), survival = s$surv, se = s$std.err, low = s$lower, high = s$upper, at_risk = s$n.risk)
L$state <- factor(L$event, 0:2, c("censor", "dropout", "transfer")); aj <- summary(survfit(Surv(time, state) ~ exposed, L), times = days); j <- which(aj$states == "dropout"); put("aalen-johansen", paste0(aj$strata, ",day=", aj$time), incidence = aj$pstate[, j], se = aj$std.err[, j])
put("log-rank", "exposed", chisq = survdiff(Surv(time, event == 1) ~ exposed, L)$chisq)
ro <- roc(L$y, L$days, quiet = TRUE, direction = "<"); put("auc", "days", estimate = as.numeric(auc(ro)), se = sqrt(var(ro, method = "delong")))
for (t in 1:3) { f <- L$days >= t; put("thresholds", paste0("days>=", t), sensitivity = mean(f[L$y == 1]), specificity = mean(!f[L$y == 0]), ppv = mean(L$y[f]), flagged = sum(f) / G) 
  w <- lm(as.integer(f) ~ 1, L, subset = y == 1); put("thresholds", paste0("days>=", t), se_sensitivity = sqrt(vcovCL(w, L$cluster[L$y == 1], type = "HC0", cadjust = TRUE)[1, 1])) }
# hazards by phase: a Poisson model of dropouts with the log of pupil-days as offset is the ratio of totals
for (ph in 1:4) { a0 <- max(14, ceiling(140 * (ph - 1) / 4)); b0 <- ceiling(140 * ph / 4); P <- L[L$time > a0, ]; P$t <- pmin(P$time, b0) - a0; P$d <- as.integer(P$event == 1 & P$time <= b0)
  g <- glm(d ~ factor(exposed) - 1 + offset(log(t)), poisson, P, control = ctl); V <- vcovCL(g, P$cluster, type = "HC0", cadjust = TRUE); r <- unname(exp(coef(g)))
  put("hazard", paste0("exposed=", 0:1, ",phase=", ph), rate = r, se = r * sqrt(diag(V))); put("hazard", paste0("phase=", ph), ratio = r[2] / r[1], se_log = sqrt(V[1, 1] + V[2, 2] - 2 * V[1, 2])) }
# every cluster of a school left out in turn
pr <- numeric(nrow(L)); for (sc in unique(L$school)) { g <- glm(y ~ days + young + grade, binomial, L[L$school != sc, ], control = ctl); i <- L$school == sc; pr[i] <- predict(g, L[i, ], type = "response") }
ro <- roc(L$y, signif(pr, 12), quiet = TRUE, direction = "<"); put("left-out", "auc", estimate = as.numeric(auc(ro)), se = sqrt(var(ro, method = "delong")))
g <- glm(y ~ qlogis(pr), binomial, L, control = ctl); V <- robust(g); put("left-out", c("intercept", "slope"), estimate = unname(coef(g)), se = sqrt(diag(V)))
out <- do.call(rbind, rows); vs <- sapply(c("clubSandwich", "survival", "pROC", "sandwich"), function(p) as.character(packageVersion(p)))
out <- rbind(out, data.frame(method = "version", term = c(names(vs), "R"), quantity = "version", value = c(unname(vs), as.character(getRversion()))))
write.csv(out, a[1], row.names = FALSE, quote = TRUE)
