# Pupils of 22 courses as a public data set has them: words, truth values, missing cells, ties, departures at or before the landmark.
#   Rscript courses.R make 1800 courses.csv                   writes the pupils (28000 makes a large set)
#   Rscript courses.R expect courses.csv courses-expected.csv writes what R's packages make of them, one cell a line
a <- commandArgs(TRUE)
if (a[1] == "make") {
  set.seed(20261122); n <- as.integer(a[2])
  courses <- paste0(rep(c("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG"), length.out = 22), "_", rep(c("2013B", "2013J", "2014B", "2014J"), length.out = 22), "-", 1:22)
  w <- rexp(22) + 0.25; g <- sample(22, n, TRUE, w); u <- rnorm(22, 0, .3); E <- data.frame(course = courses[g])
  E$credits <- sample(c(30, 60, 60, 60, 90, 120), n, TRUE) + ifelse(runif(n) < .1, 7.5, 0); E$disabled <- runif(n) < .1
  E$education <- sample(c("A Level or Equivalent", "HE Qualification", "Lower Than A Level", "Post Graduate", "\u00c6ldre, \"andet\""), n, TRUE, c(.4, .15, .38, .02, .05)); lower <- E$education == "Lower Than A Level"
  E$days <- rbinom(n, 14, .6 * plogis(-1.2 + u[g] + .3 * lower + .4 * E$disabled))
  h <- .0022 * exp(u[g] / 2 + .11 * E$days + .3 * lower + .2 * E$disabled + .003 * (E$credits - 60)); end <- c(234, 240, 241, 261, 262, 268, 269)[(g - 1) %% 7 + 1]
  t1 <- rexp(n) / h; t2 <- rexp(n) / .0006; E$time <- pmin(ceiling(pmin(t1, t2)), end)
  E$status <- ifelse(pmin(t1, t2) > end, "Pass", ifelse(t1 < t2, "Withdrawn", "Transfer")); E$status[runif(n) < .03] <- "Fail"
  E$days[runif(n) < .01] <- NA; E$time[runif(n) < .005] <- NA; E$education[runif(n) < .02] <- NA; E$credits[runif(n) < .01] <- NA; E$status[runif(n) < .005] <- NA
  write.csv(E, a[3], row.names = FALSE, fileEncoding = "UTF-8"); quit()
}
K <- 3; LM <- 14
suppressMessages({library(clubSandwich); library(survival); library(pROC); library(sandwich)}); rows <- list()
put <- function(measure, method, term, variance, ...) { q <- list(...); for (k in names(q)) rows[[length(rows) + 1]] <<- data.frame(measure, method, term, variance, column = k, value = sprintf("%.16g", unname(q[[k]]))) }
A <- read.csv(a[2], encoding = "UTF-8"); put("count", "crude", "starters", "none", estimate = nrow(A))
put("count", "crude", "day-unknown", "none", estimate = sum(is.na(A$time)))
put("count", "crude", "left-by-landmark", "none", estimate = sum(A$time <= LM, na.rm = TRUE))
B <- A[!is.na(A$time) & A$time > LM, ]; put("count", "crude", "event-unknown", "none", estimate = sum(is.na(B$status))); B <- B[!is.na(B$status), ]; put("count", "crude", "absence-unknown", "none", estimate = sum(is.na(B$days)))
B <- B[!is.na(B$days), ]; C <- complete.cases(B[, c("credits", "disabled", "education")]); put("count", "crude", "covariate-unknown", "none", estimate = sum(!C))
L <- B[C, ]; L$y <- as.integer(L$status == "Withdrawn"); L$exposed <- as.integer(L$days >= K); L$course <- factor(L$course); G <- nlevels(L$course)
L$education <- factor(L$education, levels = sort(unique(L$education), method = "radix"))
put("count", "crude", "n", "none", estimate = nrow(L)); put("count", "crude", "exposed", "none", estimate = sum(L$exposed))
put("count", "crude", "dropouts_exposed", "none", estimate = sum(L$y[L$exposed == 1])); put("count", "crude", "dropouts_unexposed", "none", estimate = sum(L$y[L$exposed == 0]))
tt <- function(e, se, df) { t <- e / se; q <- qt(.975, df); list(estimate = e, std.error = se, statistic = t, df = df, p.value = 2 * pt(-abs(t), df), conf.low = e - q * se, conf.high = e + q * se) }
ratio <- function(e, se, df) { r <- tt(e, se, df); r$estimate <- exp(e); r$conf.low <- exp(r$conf.low); r$conf.high <- exp(r$conf.high); r }
all <- function(measure, method, term, variance, q) do.call(put, c(list(measure, method, term, variance), q))
drop2 <- function(q, no = c("statistic", "p.value")) q[setdiff(names(q), no)]
full <- y ~ exposed + credits + disabled + education
one <- function(f) lm(f, L)
cr1 <- function(m, at, method) { V <- vcovCL(m, L$course, type = "HC1", cadjust = TRUE); all("risk_difference", method, "exposed", "cr1", tt(unname(coef(m)[at]), sqrt(V[at, at]), G - 1)) }
cr2 <- function(m, at, method, term) { V <- vcovCR(m, L$course, type = "CR2"); t <- coef_test(m, V, test = "Satterthwaite")[at, ]; all("risk_difference", method, term, "cr2", tt(t$beta, t$SE, t$df_Satt)) }
m <- one(y ~ exposed); cr1(m, 2, "crude"); cr2(m, 2, "crude", "exposed")
m0 <- lm(y ~ I(1 - exposed) + exposed - 1, L); t <- coef_test(m0, vcovCR(m0, L$course, type = "CR2"), test = "Satterthwaite")
for (i in 1:2) all("risk", "crude", paste0("exposed=", i - 1), "cr2", drop2(tt(t$beta[i], t$SE[i], t$df_Satt[i])))
m <- one(full); cr1(m, 2, "linear-adjusted"); cr2(m, 2, "linear-adjusted", "exposed")
L$dose <- pmin(L$days, 3); cr2(lm(y ~ dose, L), 2, "crude", "dose-trend"); md <- lm(y ~ factor(dose), L); for (d in 1:3) cr2(md, d + 1, "crude", paste0("dose=", c("1", "2", "3+")[d]))
for (d in 0:3) put("count", "crude", paste0("dose=", c("0", "1", "2", "3+")[d + 1]), "none", estimate = sum(L$dose == d))
ctl <- glm.control(epsilon = 1e-14, maxit = 200); rob <- function(g) vcovCL(g, L$course, type = "HC0", cadjust = TRUE)
for (f in list(list("crude", "crude", y ~ exposed), list("poisson-adjusted", "logit-adjusted", full))) {
  g <- glm(f[[3]], poisson, L, control = ctl); all("risk_ratio", f[[1]], "exposed", "cr1", ratio(unname(coef(g)[2]), sqrt(rob(g)[2, 2]), G - 1))
  g <- glm(f[[3]], binomial, L, control = ctl); all("odds_ratio", f[[2]], "exposed", "cr1", ratio(unname(coef(g)[2]), sqrt(rob(g)[2, 2]), G - 1)) }
V <- rob(g); X <- model.matrix(g); X1 <- X; X1[, "exposed"] <- 1; X0 <- X; X0[, "exposed"] <- 0; p1 <- plogis(drop(X1 %*% coef(g))); p0 <- plogis(drop(X0 %*% coef(g)))
J1 <- colMeans(X1 * p1 * (1 - p1)); J0 <- colMeans(X0 * p0 * (1 - p0)); s <- function(j) sqrt(drop(t(j) %*% V %*% j))
all("risk", "g-computation", "exposed=0", "delta", drop2(tt(mean(p0), s(J0), G - 1))); all("risk", "g-computation", "exposed=1", "delta", drop2(tt(mean(p1), s(J1), G - 1)))
all("risk_difference", "g-computation", "exposed", "delta", tt(mean(p1) - mean(p0), s(J1 - J0), G - 1))
rr <- ratio(log(mean(p1) / mean(p0)), s(J1 / mean(p1) - J0 / mean(p0)), G - 1); all("risk_ratio", "g-computation", "exposed", "delta", rr)
ev <- function(r) { r <- if (r < 1) 1 / r else r; r + sqrt(r * (r - 1)) }
put("e_value", "g-computation", "point", "none", estimate = ev(rr$estimate))
put("e_value", "g-computation", "limit", "none", estimate = if (rr$conf.low <= 1 && rr$conf.high >= 1) 1 else if (rr$estimate > 1) ev(rr$conf.low) else ev(rr$conf.high))
# Mantel-Haenszel by its definition, and the odds ratio by R's own
tab <- table(factor(L$exposed, 0:1), factor(L$y, 0:1), L$course); storage.mode(tab) <- "double"
st <- apply(tab, 3, function(x) c(a = x[2, 2], b = x[1, 2], n1 = sum(x[2, ]), n0 = sum(x[1, ]))); st <- st[, st["n1", ] > 0 & st["n0", ] > 0]
aa <- st["a", ]; bb <- st["b", ]; n1 <- st["n1", ]; n0 <- st["n0", ]; N <- n1 + n0; W <- sum(n1 * n0 / N); d <- sum((aa * n0 - bb * n1) / N) / W
P <- sum((n1^2 * bb - n0^2 * aa + n1 * n0 * (n0 - n1) / 2) / N^2); Q <- sum((aa * (n0 - bb) + bb * (n1 - aa)) / (2 * N)); all("risk_difference", "mantel-haenszel", "exposed", "model", tt(d, sqrt((d * P + Q) / W^2), Inf))
R <- sum(aa * n0 / N); S <- sum(bb * n1 / N); all("risk_ratio", "mantel-haenszel", "exposed", "model", ratio(log(R / S), sqrt(sum((n1 * n0 * (aa + bb) - aa * bb * N) / N^2) / (R * S)), Inf))
mh <- mantelhaen.test(tab, correct = FALSE); put("odds_ratio", "mantel-haenszel", "exposed", "model", estimate = mh$estimate, conf.low = mh$conf.int[1], conf.high = mh$conf.int[2])
L$st <- factor(ifelse(L$status == "Withdrawn", 1, ifelse(L$status == "Transfer", 2, 0)), 0:2, c("censor", "dropout", "transfer")); at <- c(15, 30, 100, 200, 240)
z <- qnorm(.975)
s <- summary(survfit(Surv(time, st != "censor") ~ exposed, L, conf.type = "log-log"), times = at); for (i in seq_along(s$time)) put("survival", "kaplan-meier", paste0(s$strata[i], ",day=", s$time[i]), "greenwood", estimate = s$surv[i], std.error = s$std.err[i], conf.low = s$lower[i], conf.high = s$upper[i])
aj <- summary(survfit(Surv(time, st) ~ exposed, L), times = at); j <- which(aj$states == "dropout"); for (i in seq_along(aj$time)) { F <- aj$pstate[i, j]; e <- aj$std.err[i, j]; lim <- sort(F^exp(c(-1, 1) * z * e / (F * log(F)))); put("cumulative_incidence", "aalen-johansen", paste0(aj$strata[i], ",day=", aj$time[i]), "greenwood", estimate = F, std.error = e, conf.low = lim[1], conf.high = lim[2]) }
lr <- survdiff(Surv(time, y) ~ exposed, L); put("log_rank", "crude", "exposed", "model", statistic = lr$chisq, df = 1, p.value = pchisq(lr$chisq, 1, lower.tail = FALSE))
for (f in list(list("crude", y ~ exposed), list("cox-adjusted", full))) { h <- coxph(update(f[[2]], Surv(time, y) ~ .), L, cluster = course, ties = "efron", control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60))
  all("hazard_ratio", f[[1]], "exposed", "robust", ratio(unname(coef(h)[1]), sqrt(vcov(h)[1, 1]), G - 1)); all("hazard_ratio", f[[1]], "exposed", "model", ratio(unname(coef(h)[1]), sqrt(h$naive.var[1, 1]), Inf)) }
ro <- roc(L$y, L$days, quiet = TRUE, direction = "<"); au <- as.numeric(auc(ro)); se <- sqrt(var(ro, method = "delong")); put("auc", "days", "auc", "delong", estimate = au, std.error = se, conf.low = au - z * se, conf.high = au + z * se)
ratios <- function(num, den) { r <- sum(num) / sum(den); u <- tapply(num - r * den, L$course, sum); c(r, sqrt(G / (G - 1) * sum(u^2)) / sum(den)) }
share <- function(measure, term, r) put(measure, "days", term, "cr1", estimate = r[1], std.error = r[2])
for (k in 1:10) { f <- as.integer(L$days >= k); te <- paste0("days>=", k); share("sensitivity", te, ratios(f * L$y, L$y)); share("specificity", te, ratios((1 - f) * (1 - L$y), 1 - L$y)); share("ppv", te, ratios(f * L$y, f))
  cl <- tapply(f, L$course, sum); put("flagged", "days", te, "cr1", estimate = mean(cl), std.error = sqrt(var(as.numeric(cl)) / G)); cl <- tapply(f * L$y, L$course, sum); put("flagged", "days", paste0(te, ",dropouts"), "cr1", estimate = mean(cl), std.error = sqrt(var(as.numeric(cl)) / G)) }
for (ph in 1:4) { a0 <- max(LM, 35 * (ph - 1)); b0 <- 35 * ph; P <- L[L$time > a0, ]; P$t <- pmin(P$time, b0) - a0; P$d <- as.integer(P$y == 1 & P$time <= b0)
  g <- glm(d ~ factor(exposed) - 1 + offset(log(t)), poisson, P, control = ctl); V <- vcovCL(g, P$course, type = "HC0", cadjust = TRUE); r <- unname(exp(coef(g)))
  for (e in 0:1) put("hazard", "crude", paste0("exposed=", e, ",phase=", ph), "cr1", estimate = r[e + 1], std.error = r[e + 1] * sqrt(V[e + 1, e + 1])); all("hazard_ratio", "crude", paste0("phase=", ph), "cr1", ratio(log(r[2] / r[1]), sqrt(V[1, 1] + V[2, 2] - 2 * V[1, 2]), G - 1)) }
pr <- numeric(nrow(L)); for (c in levels(L$course)) { i <- L$course == c; g <- glm(y ~ days + credits + disabled + education, binomial, L[!i, ], control = ctl); pr[i] <- predict(g, L[i, ], type = "response") }
ro <- roc(L$y, signif(pr, 12), quiet = TRUE, direction = "<"); put("auc", "logit-adjusted", "left-out-cluster", "delong", estimate = as.numeric(auc(ro)), std.error = sqrt(var(ro, method = "delong")))
g <- glm(y ~ qlogis(pr), binomial, L, control = ctl); V <- rob(g); for (i in 1:2) put("calibration", "logit-adjusted", c("intercept", "slope")[i], "cr1", estimate = coef(g)[i], std.error = sqrt(V[i, i]))
# everybody, no landmark
D <- A[complete.cases(A), ]; D$y <- as.integer(D$status == "Withdrawn"); D$exposed <- as.integer(D$days >= K); m <- lm(y ~ exposed, D); V <- vcovCL(m, D$course, type = "HC1", cadjust = TRUE)
all("risk_difference", "no-landmark", "exposed", "cr1", tt(unname(coef(m)[2]), sqrt(V[2, 2]), length(unique(D$course)) - 1))
mi <- lm(y ~ exposed * disabled, L); cr2(mi, 4, "crude", "exposed:disabled")
for (b in c(FALSE, TRUE)) { S <- L[L$disabled == b, ]; m <- lm(y ~ exposed, S); t <- coef_test(m, vcovCR(m, S$course, type = "CR2"), test = "Satterthwaite")[2, ]; all("risk_difference", "crude", paste0("disabled=", toupper(b)), "cr2", tt(t$beta, t$SE, t$df_Satt)) }
m <- lm(y ~ exposed * education, L); V <- vcovCL(m, L$course, type = "HC1", cadjust = TRUE); k <- grep("exposed:", names(coef(m))); b <- coef(m)[k]; F <- drop(t(b) %*% solve(V[k, k]) %*% b) / length(k)
put("risk_difference", "crude", "exposed:education", "cr1", statistic = F, p.value = pf(F, length(k), G - 1, lower.tail = FALSE))
out <- do.call(rbind, rows); vs <- sapply(c("clubSandwich", "survival", "pROC", "sandwich"), function(p) as.character(packageVersion(p)))
out <- rbind(out, data.frame(measure = "version", method = c(names(vs), "R"), term = "", variance = "", column = "version", value = c(unname(vs), as.character(getRversion()))))
write.csv(out, a[3], row.names = FALSE, quote = TRUE)
