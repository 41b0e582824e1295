# Values at the edge: offset, scale, boundary variance, separation. Run in this folder: Rscript edges.R > expected.csv
suppressMessages({library(lme4); library(geepack); library(clubSandwich)})
out <- function(data, method, quantity, value)
  cat(sprintf("%s,%s,%s,%.15g\n", data, method, quantity, value))
cat("data,method,quantity,value\n")
read <- function(f) {
  d <- read.csv(paste0(f, ".csv"))
  d$g <- suppressWarnings(as.numeric(d$g)); d$g[is.na(d$g)] <- Inf
  d$treated <- as.numeric(d$t >= d$g); d$p <- factor(d$t); d$u <- factor(d$u, levels = sort(unique(as.character(d$u))))
  d[order(d$u), ]
}
# glmer with 15 nodes, from several starting standard deviations: the best of them
best <- function(formula, d, ...) {
  fits <- lapply(c(0.1, 0.5, 1, 4), function(s) suppressWarnings(suppressMessages(
    glmer(formula, data = d, family = binomial, nAGQ = 15, start = list(theta = s),
          control = glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 1e5, rhoend = 1e-9)), ...))))
  fits[[which.max(sapply(fits, function(f) -deviance_of(f)))]]
}
deviance_of <- function(f) -2 * as.numeric(logLik(f))
for (f in c("glmm_sign", "glmm_halved", "glmm_boundary", "glmm_far")) {
  d <- read(f)
  if (is.null(d$n)) d$n <- 1
  d$k <- round(d$y * d$n)
  m <- best(cbind(k, n - k) ~ treated + p + (1 | u), d)
  out(f, "glmer", "estimate", fixef(m)[["treated"]])
  out(f, "glmer", "std.error", sqrt(vcov(m)["treated", "treated"]))
  out(f, "glmer", "sd", sqrt(VarCorr(m)$u[1]))
}
for (f in c("offset_scale", "no_spread")) {
  d <- read(f)
  ctl <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10), check.conv.singular = "ignore")
  m <- lmer(y ~ 0 + p + treated + (1 | u), d, REML = TRUE, control = ctl)
  out(f, "lmer", "estimate", fixef(m)[["treated"]])
  out(f, "lmer", "std.error", sqrt(vcov(m)["treated", "treated"]))
  out(f, "lmer", "var.unit", VarCorr(m)$u[1])
  out(f, "lmer", "var.residual", sigma(m)^2)
  out(f, "lmer", "log.likelihood", as.numeric(logLik(m)))
  g <- geeglm(y ~ 0 + p + treated, id = u, data = d, corstr = "exchangeable",
              control = geese.control(epsilon = 1e-12, maxit = 200))
  out(f, "geeglm", "estimate", coef(g)[["treated"]])
  out(f, "geeglm", "std.error", summary(g)$coefficients["treated", "Std.err"])
  v <- vcovCR(m, type = "CR2")
  ct <- coef_test(m, vcov = v, coefs = "treated")
  out(f, "lmer:CR2", "std.error", ct$SE)
  out(f, "lmer:CR2", "df", ct$df_Satt)
  l <- lm(y ~ u + p + treated, d)
  out(f, "lm", "estimate", coef(l)[["treated"]])
  ct <- coef_test(l, vcov = vcovCR(l, cluster = d$u, type = "CR2"), coefs = "treated")
  out(f, "lm:CR2", "std.error", ct$SE)
  out(f, "lm:CR2", "df", ct$df_Satt)
}
# weighted least squares: CR2 of the weighted rows, as clubSandwich takes it and on the whitened rows
d <- read("offset_scale"); d$w <- 5 + (seq_len(nrow(d)) * 7) %% 11
write.csv(d[, c("u", "t", "g", "y", "w")], "weighted.csv", row.names = FALSE, quote = FALSE)
l <- lm(y ~ u + p + treated, d, weights = w)
ct <- coef_test(l, vcov = vcovCR(l, cluster = d$u, type = "CR2"), coefs = "treated")
out("offset_scale", "wls:CR2", "std.error", ct$SE); out("offset_scale", "wls:CR2", "df", ct$df_Satt)
X <- model.matrix(l) * sqrt(d$w); yw <- d$y * sqrt(d$w)
w <- lm(yw ~ 0 + X); ct <- coef_test(w, vcov = vcovCR(w, cluster = d$u, type = "CR2"), coefs = "Xtreated")
out("offset_scale", "whitened:CR2", "std.error", ct$SE); out("offset_scale", "whitened:CR2", "df", ct$df_Satt)
# a covariate in kroner: clubSandwich on the same in millions, which is the same regression
d <- read("wealth")
l <- lm(y ~ u + p + treated + millions, d)
ct <- coef_test(l, vcov = vcovCR(l, cluster = d$u, type = "CR2"), coefs = "treated")
out("wealth", "lm:CR2", "std.error", ct$SE); out("wealth", "lm:CR2", "df", ct$df_Satt)
# separation: glm runs until it gives up
for (f in c("glmm_separated")) {
  d <- read(f)
  m <- suppressWarnings(glm(y ~ treated + p, d, family = binomial, control = list(maxit = 100)))
  out(f, "glm", "estimate", coef(m)[["treated"]]); out(f, "glm", "std.error", sqrt(vcov(m)["treated", "treated"]))
}
for (p in c("lme4", "geepack", "clubSandwich")) out(p, "version", "version", as.numeric(paste(head(unlist(packageVersion(p)), 2), collapse = ".")))
