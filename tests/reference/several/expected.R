# Two interventions stepped over the same ten programmes and six terms; unbalanced pupils.
# Makes data.csv and expected.csv. R 4.2.2, clubSandwich 0.5.8.
suppressMessages(library(clubSandwich))
units <- 10; periods <- 6
# starts by a rule of arithmetic, no random numbers anywhere
g1 <- c(2,2,3,3,4,4,5,5,6,6); g2 <- c(5,3,6,2,5,3,6,2,4,4)
rows <- NULL
for (i in 1:units) for (t in 1:periods) {
  n <- 3 + (5*i + 3*t) %% 5
  for (j in 1:n) {
    a <- as.integer(t >= g1[i]); b <- as.integer(t >= g2[i])
    x <- ((7*i + 11*t + 13*j) %% 17) / 17
    e <- (((31*i + 17*t*t + 29*j*j + 7*i*j) %% 101) / 101 - .5)
    y <- round(.4 + .03*i - .02*t + .15*a - .05*b + .1*a*b + .2*x + e, 6)
    rows <- rbind(rows, data.frame(unit=sprintf("u%02d", i), period=t, y=y, x=x, a=a, b=b))
  }
}
write.csv(rows, "data.csv", row.names=FALSE, quote=FALSE)
out <- NULL
put <- function(model, term, what, value) out <<- rbind(out, data.frame(model, term, what, value=sprintf("%.15g", value)))
run <- function(model, formula, terms) {
  m <- lm(formula, rows)
  cl <- rows$unit
  v1 <- vcovCR(m, cl, type="CR1S"); v2 <- vcovCR(m, cl, type="CR2"); v3 <- vcovCR(m, cl, type="CR0")
  ct <- coef_test(m, v2, test="Satterthwaite", coefs=terms)
  for (k in seq_along(terms)) {
    put(model, terms[k], "estimate", coef(m)[terms[k]])
    put(model, terms[k], "cr0", sqrt(v3[terms[k], terms[k]]))
    put(model, terms[k], "cr2", sqrt(v2[terms[k], terms[k]]))
    put(model, terms[k], "df", ct$df[k])
  }
  d <- matrix(0, 1, length(coef(m))); colnames(d) <- names(coef(m)); d[1, terms[1]] <- 1; d[1, terms[2]] <- -1
  lc <- linear_contrast(m, v2, d, test="Satterthwaite")
  put(model, "a-b", "estimate", lc$Est); put(model, "a-b", "cr2", lc$SE); put(model, "a-b", "df", lc$df)
}
run("sum", y ~ a + b + factor(unit) + factor(period), c("a","b"))
run("pairs", y ~ a + b + a:b + factor(unit) + factor(period), c("a","b","a:b"))
run("covariate", y ~ a + b + x + factor(unit) + factor(period), c("a","b"))
# correlation of the indicators over cells, raw and within units and periods, and inflation
cells <- expand.grid(t=1:periods, i=1:units)
cells$a <- as.integer(cells$t >= g1[cells$i]); cells$b <- as.integer(cells$t >= g2[cells$i])
res <- function(v) resid(lm(v ~ factor(cells$i) + factor(cells$t)))
put("cells", "a,b", "raw", cor(cells$a, cells$b))
put("cells", "a,b", "within", cor(res(cells$a), res(cells$b)))
r2 <- summary(lm(res(cells$a) ~ 0 + res(cells$b)))$r.squared
put("cells", "a", "inflation", 1/(1-r2))
# aliased: c runs exactly when a runs or b runs but not both, so c = a + b - 2 a:b
cells$ab <- cells$a*cells$b; cells$c <- cells$a + cells$b - 2*cells$ab
al <- alias(lm(rep(0, nrow(cells)) ~ factor(i) + factor(t) + a + b + ab + c, cells))$Complete
for (term in c("a","b","ab")) put("alias", term, "factor", al["c", term])
write.csv(out, "expected.csv", row.names=FALSE, quote=FALSE)
cat(R.version.string, as.character(packageVersion("clubSandwich")), "\n")
