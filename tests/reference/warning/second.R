# Second implementation, from the formulas alone: glm, pROC, metafor, clubSandwich where they have the piece.
suppressMessages({library(metafor); library(pROC); library(clubSandwich)})
args <- commandArgs(TRUE); dir <- args[1]; out <- NULL
add <- function(run, measure, method, term, variance, ...) { v <- list(...); for (k in names(v)) out[[length(out)+1]] <<- data.frame(run, measure, method, term, variance, column=k, value=if (is.null(v[[k]])) NA else as.numeric(v[[k]])) }
ctl <- glm.control(epsilon=1e-15, maxit=100)
# glm stops on the deviance and keeps the weights of the step before: two Newton steps more, variance at the end
settle <- function(f) { X <- model.matrix(f); o <- if (is.null(f$offset)) 0 else f$offset; b <- coef(f); for (i in 1:3) { m <- plogis(drop(X %*% b) + o); H <- crossprod(X, X * (m * (1 - m))); b <- b + drop(solve(H, crossprod(X, f$y - m))) }; m <- plogis(drop(X %*% b) + o); list(b=b, V=solve(crossprod(X, X * (m * (1 - m)))), m=m, X=X, y=f$y) }
sand <- function(s, k) { U <- rowsum(s$X * (s$y - s$m), k); G <- nrow(U); G/(G-1) * s$V %*% crossprod(U) %*% s$V }
read <- function(f, cluster, cls=NULL, school=NULL, cov=character()) {
  d <- read.csv(file.path(dir, f), stringsAsFactors=FALSE); d <- d[!is.na(d$days) & d$day > 14, ]
  d$y <- as.numeric(d$event == 1); d$x <- d$days; d$k <- as.character(d[[cluster]]); d$cl <- if (is.null(cls)) d$k else paste(d$k, d[[cls]])
  nm <- sort(unique(d$k), method="radix"); fold <- if (length(nm) <= 50) d$k else as.character((match(d$k, nm) - 1) %% 20)
  if (is.null(school)) { d$grp <- fold; d$unit <- fold } else { d$sch <- d[[school]]; d$grp <- if (length(unique(d$sch)) >= 2) d$sch else fold; d$unit <- if (length(unique(d$sch)) >= 3) d$sch else fold }
  d }
has <- function(y) length(unique(y)) == 2
predictions <- function(d, cov) { p <- rep(NA_real_, nrow(d)); f <- reformulate(c("x", cov), "y")
  for (g in unique(d$grp)) { tr <- d[d$grp != g, ]; if (nrow(tr) && has(tr$y)) { m <- suppressWarnings(glm(f, binomial, tr, control=ctl)); if (m$converged) p[d$grp == g] <- plogis(drop(model.matrix(reformulate(c("x", cov)), d[d$grp == g, ]) %*% settle(m)$b)) } }; p }
cap <- function(d, score, ok, N) { # one row a class
  do.call(rbind, lapply(split(data.frame(s=score, y=d$y, ok=ok, u=d$unit), d$cl), function(c) { e <- c[c$ok, ]; e <- e[order(-e$s), ]; called <- min(N, nrow(e)); found <- 0
    if (nrow(e)) { b <- cumsum(c(TRUE, abs(diff(e$s)) > 1e-12)); left <- N; for (i in unique(b)) { t <- sum(b == i); q <- min(left, t); found <- found + q * sum(e$y[b == i]) / t; left <- left - q } }
    data.frame(called, found, E=sum(c$y), u=c$u[1]) })) }
theta <- function(d, P, method, thr, pts, calls, subs) { p <- P(d); J <- !is.na(p); R <- list(); n <- nrow(d); y <- d$y; x <- d$x
  rat <- function(m, me, t, a, b, u, scale, nobs) { R[[paste(m, me, t, sep="|")]] <<- list(v=if (sum(b) > 0) sum(a)/sum(b) else NA, s=length(unique(u[b > 0])), scale=scale, nobs=nobs) }
  for (pt in pts) { w <- pt/(1-pt); nb <- function(f) f * (y - w * (1 - y)); one <- rep(1, n); fm <- as.numeric(!is.na(p) & p >= pt); ft <- as.numeric(x >= thr)
    for (k in sort(unique(c(1, 2, 3, thr)))) rat("net_benefit", "days", sprintf("pt=%s,days>=%d", pt, k), nb(as.numeric(x >= k)), one, d$unit, "level", n)
    rat("net_benefit", "all", sprintf("pt=%s", pt), nb(one), one, d$unit, "level", n)
    rat("net_benefit", method, sprintf("pt=%s", pt), nb(fm)[J], one[J], d$unit[J], "level", sum(J))
    rat("net_benefit_difference", "days", sprintf("pt=%s,days>=%d,against=all", pt, thr), nb(ft) - nb(one), one, d$unit, "level", n)
    rat("net_benefit_difference", method, sprintf("pt=%s,against=all", pt), (nb(fm) - nb(one))[J], one[J], d$unit[J], "level", sum(J))
    rat("net_benefit_difference", method, sprintf("pt=%s,against=days>=%d", pt, thr), (nb(fm) - nb(ft))[J], one[J], d$unit[J], "level", sum(J)) }
  for (N in calls) for (me in c("days", method, "random")) { c <- if (me == "days") cap(d, x, x >= thr, N) else if (me == "random") cap(d, rep(0, n), rep(TRUE, n), N) else cap(d, ifelse(J, p, -9), J, N); t <- sprintf("calls=%d", N); one <- rep(1, nrow(c))
    if (me != "random") { rat("flagged", me, t, c$called, one, c$u, "positive", n); rat("flagged", me, paste0(t, ",dropouts"), c$found, one, c$u, "positive", n); rat("ppv", me, t, c$found, c$called, c$u, "share", n) }
    rat("sensitivity", me, t, c$found, c$E, c$u, "share", n) }
  for (g in subs) { lv <- sort(unique(d[[g]])); f <- as.numeric(x >= thr)
    for (l in lv) { i <- d[[g]] == l; t <- sprintf("days>=%d,%s=%s", thr, g, l); u <- d$unit[i]
      rat("sensitivity", "days", t, (f*y)[i], y[i], u, "share", sum(i)); rat("specificity", "days", t, ((1-f)*(1-y))[i], (1-y)[i], u, "share", sum(i)); rat("ppv", "days", t, (f*y)[i], f[i], u, "share", sum(i))
      i <- i & J; rat("calibration", method, sprintf("observed-expected,%s=%s", g, l), (y - p)[i], rep(1, sum(i)), d$unit[i], "level", sum(i)) }
    for (l in lv[-1]) for (m in c("sensitivity", "specificity", "ppv")) { a <- R[[sprintf("%s|days|days>=%d,%s=%s", m, thr, g, l)]]; b <- R[[sprintf("%s|days|days>=%d,%s=%s", m, thr, g, lv[1])]]
      R[[sprintf("%s_difference|days|days>=%d,%s=%s", m, thr, g, l)]] <- list(v=a$v - b$v, s=min(a$s, b$s), scale="difference", nobs=n) } }
  R }
finish <- function(run, m, me, t, variance, v, se, df, scale, nobs, G) { lo <- hi <- st <- pv <- NA
  if (!is.na(se)) { q <- qt(.975, df); lo <- v - q*se; hi <- v + q*se; if (scale == "share") { lo <- max(lo, 0); hi <- min(hi, 1) }; if (scale == "positive") { lo <- v*exp(-q*se/v); hi <- v*exp(q*se/v) }; if (scale == "difference") { st <- v/se; pv <- 2*pt(-abs(st), df) } } else df <- NA
  add(run, m, me, t, variance, estimate=v, std.error=se, df=df, conf.low=lo, conf.high=hi, statistic=st, p.value=pv, nobs=nobs, n.clusters=G) }
jack <- function(run, d, P, method, thr, pts, calls, subs) { full <- theta(d, P, method, thr, pts, calls, subs); U <- unique(d$unit); S <- length(U); less <- lapply(U, function(u) theta(d[d$unit != u, ], P, method, thr, pts, calls, subs))
  for (k in names(full)) { r <- full[[k]]; th <- sapply(less, function(z) if (is.null(z[[k]])) NA else z[[k]]$v); se <- sqrt((S-1)/S * sum((th - r$v)^2)); if (is.na(se) || r$s < 2 || se <= 1e-12 * max(1, abs(r$v))) se <- NA; q <- strsplit(k, "|", fixed=TRUE)[[1]]; finish(run, q[1], q[2], q[3], "jackknife", r$v, se, r$s - 1, r$scale, r$nobs, S) } }
pooling <- function(run, measure, method, prefix, short, y, v, nobs, back=identity) { k <- length(y); nm <- function(t) if (prefix == "") t else paste0(prefix, ",", t)
  f <- rma(y, v, method="PM", test="adhoc", control=list(tol=1e-14, maxiter=10000, tau2.max=1e4)); up <- confint(f, level=50, control=list(tol=1e-14, maxiter=10000, tau2.max=1e4))$random["tau^2", "ci.ub"]; q <- qt(.975, k - 1); mu <- as.numeric(f$b); s2 <- sqrt(up + 1/sum(1/(v + up)))
  add(run, measure, method, nm("pooled"), "random-effects", estimate=back(mu), std.error=f$se, df=f$ddf, conf.low=back(f$ci.lb), conf.high=back(f$ci.ub), nobs=nobs, n.clusters=k)
  add(run, measure, method, nm("new-school"), "random-effects", estimate=back(mu), std.error=s2, df=k-1, conf.low=back(mu - q*s2), conf.high=back(mu + q*s2), nobs=nobs, n.clusters=k)
  add(run, "tau", method, short, "random-effects", estimate=sqrt(f$tau2), df=k-1, statistic=f$QE, p.value=f$QEp, nobs=nobs, n.clusters=k) }
schools <- function(run, d, p, method) { z <- qnorm(.975); keep <- list(); push <- function(key, y, v, n) keep[[key]] <<- rbind(keep[[key]], c(y, v, n))
  for (s in sort(unique(d$sch))) { for (me in c("days", method)) { i <- d$sch == s & (me == "days" | !is.na(p)); sc <- if (me == "days") d$x[i] else p[i]; y <- d$y[i]; g <- length(unique(d$k[i]))
      if (has(y)) { r <- roc(y, sc, direction="<", quiet=TRUE); a <- as.numeric(r$auc); v <- var(r, method="delong"); se <- if (v > 0) sqrt(v) else NA; add(run, "auc", me, paste0("school=", s), "delong", estimate=a, std.error=se, conf.low=max(0, a - z*se), conf.high=min(1, a + z*se), nobs=sum(i), n.clusters=g); if (v > 0 && a > 0 && a < 1) push(me, qlogis(a), v/(a*(1-a))^2, sum(i)) } else add(run, "auc", me, paste0("school=", s), "delong", estimate=NA, nobs=sum(i), n.clusters=g) }
    i <- d$sch == s & !is.na(p); lp <- qlogis(p[i]); y <- d$y[i]; g <- length(unique(d$k[i]))
    for (w in c("in-the-large", "slope")) { t <- paste0(w, ",school=", s); if (!has(y)) { add(run, "calibration", method, t, "model", estimate=NA, nobs=sum(i), n.clusters=g); next }
      f <- if (w == "slope") glm(y ~ lp, family=binomial, control=ctl) else glm(y ~ 1, offset=lp, family=binomial, control=ctl); j <- length(coef(f)); q <- settle(f); b <- unname(q$b[j]); se <- sqrt(q$V[j, j]); add(run, "calibration", method, t, "model", estimate=b, std.error=se, conf.low=b - z*se, conf.high=b + z*se, nobs=sum(i), n.clusters=g); push(w, b, se^2, sum(i)) } }
  pooling(run, "auc", "days", "", "auc", keep$days[, 1], keep$days[, 2], sum(keep$days[, 3]), plogis); pooling(run, "auc", method, "", "auc", keep[[method]][, 1], keep[[method]][, 2], sum(keep[[method]][, 3]), plogis)
  for (w in c("in-the-large", "slope")) pooling(run, "calibration", method, w, w, keep[[w]][, 1], keep[[w]][, 2], sum(keep[[w]][, 3])) }
coefs <- function(run, d, cov) { f <- glm(reformulate(c("x", cov), "y"), binomial, d, control=ctl); G <- length(unique(d$k)); q <- settle(f); V <- sand(q, d$k); b <- q$b; for (j in seq_along(b)) finish(run, "coefficient", "logit-adjusted", c("(intercept)", "days", cov)[j], "cr1", unname(b[j]), sqrt(V[j, j]), G - 1, "level", nrow(d), G); list(b=b, cov=cov) }
claims <- function(run, d, cov, c0) { n <- nrow(d); G <- length(unique(d$k)); d$e <- as.numeric(d$x >= 1); d$dose <- pmin(floor(d$x), 3)
  one <- function(f, term, name) { t <- coef_test(f, vcovCR(f, cluster=d$k, type="CR2"), test="Satterthwaite"); r <- t[term, ]; finish(run, "claim_difference", "crude", name, "cr2", r$beta - c0, r$SE, r$df_Satt, "difference", n, G) }
  one(lm(y ~ e, d), "e", "exposed"); one(lm(y ~ factor(dose), d), "factor(dose)1", "dose=1"); one(lm(y ~ dose, d), "dose", "dose-trend")
  f <- glm(reformulate(c("e", cov), "y"), binomial, d, control=ctl); q <- settle(f); V <- sand(q, d$k); A <- model.matrix(f); A1 <- A0 <- A; A1[, 2] <- 1; A0[, 2] <- 0; m1 <- plogis(A1 %*% q$b); m0 <- plogis(A0 %*% q$b); g <- colMeans(A1 * as.numeric(m1*(1-m1)) - A0 * as.numeric(m0*(1-m0)))
  finish(run, "claim_difference", "g-computation", "exposed", "delta", mean(m1) - mean(m0) - c0, sqrt(as.numeric(g %*% V %*% g)), G - 1, "difference", n, G) }
lates <- function(run, d, thr, q) { e <- d$x >= thr; E <- sum(e); U <- sum(!e); D1 <- sum(d$y[e]); D0 <- sum(d$y[!e]); m <- E*q/(1-q); L <- max(0, m - U + D0); H <- min(m, D0); v <- c(lowest=L, "same-risk"=min(max(m*D1/E, L), H), highest=H)
  for (t in names(v)) add(run, "risk_difference", "late-registered", sprintf("late=%s,%s", q, t), "none", estimate=if (m >= U) NA else (D1+v[[t]])/(E+m) - (D0-v[[t]])/(U-m), nobs=nrow(d), n.clusters=length(unique(d$k))) }
RUN <- list(main=list("pupils.csv", "programme", "class", "school", c("under20", "benefit"), c("under20", "benefit"), 1, c(.1, .2, .3), c(1, 3, 5), .1, .1), classes=list("pupils.csv", "class", NULL, "school", character(), character(), 2, c(.15, .25), 2, NA, .3), "no-school"=list("pupils.csv", "programme", "class", NULL, "under20", "female", 1, .2, 4, NA, NA))
for (run in names(RUN)) { r <- RUN[[run]]; cov <- r[[5]]; d <- read(r[[1]], r[[2]], r[[3]], r[[4]]); P <- function(d) predictions(d, cov); jack(run, d, P, "logit-adjusted", r[[7]], r[[8]], r[[9]], r[[6]]); f <- coefs(run, d, cov); if (!is.null(r[[4]])) schools(run, d, P(d), "logit-adjusted"); if (!is.na(r[[10]])) claims(run, d, cov, r[[10]]); if (!is.na(r[[11]])) lates(run, d, r[[7]], r[[11]])
  if (run == "main") { nx <- read("next.csv", "programme", "class", "school"); Q <- function(d) plogis(drop(as.matrix(cbind(1, d[, c("x", f$cov)])) %*% f$b)); jack("next", nx, Q, "scorecard", 1, c(.1, .2, .3), 3, "benefit"); schools("next", nx, Q(nx), "scorecard"); o <- roc(nx$y, Q(nx), direction="<", quiet=TRUE); v <- sqrt(var(o, method="delong")); a <- as.numeric(o$auc); add("next", "auc", "scorecard", "auc", "delong", estimate=a, std.error=v, conf.low=a - qnorm(.975)*v, conf.high=a + qnorm(.975)*v, nobs=nrow(nx), n.clusters=length(unique(nx$k))) } }
h <- read("hand.csv", "class"); jack("hand", h, function(d) rep(NA_real_, nrow(d)), "x", 1, .25, 2, character())
for (f in c("few1", "few3", "few7", "all")) { d <- read(paste0(f, ".csv"), "class"); e <- d$x >= 1; s <- min(length(unique(d$k[e])), length(unique(d$k[!e]))); bad <- s < 2 || !has(d$y[e]) || !has(d$y[!e]); G <- length(unique(d$k)); m <- lm(y ~ e, d); b <- unname(coef(m)[2])
  if (bad) for (v in c("cr2", "cr1")) finish(f, "risk_difference", "crude", "exposed", v, b, NA, NA, "difference", nrow(d), G) else { t <- coef_test(m, vcovCR(m, cluster=d$k, type="CR2"), test="Satterthwaite")[2, ]; finish(f, "risk_difference", "crude", "exposed", "cr2", b, t$SE, t$df_Satt, "difference", nrow(d), G); finish(f, "risk_difference", "crude", "exposed", "cr1", b, sqrt(sandwich::vcovCL(m, d$k, type="HC1", cadjust=TRUE)[2, 2]), if (s < 10) s - 1 else G - 1, "difference", nrow(d), G) } }
out <- do.call(rbind, out); write.csv(out, args[2], row.names=FALSE)
