# analyse.R - the locked analysis of a stepped rollout, with its replays, in base R (4.0 or later). Never edit it.
#   Rscript analyse.R [TABLE]   TABLE: CSV of pupils (programme, period, outcome) or, with columns n and k, of cells;
#                               without it read.R is run and makes the table d.
# Results go to out/, which may be taken out; inside/ holds the counts behind them and stays. Unit i, period t, cohort g (units that
# start together), draw r (row 1: what was drawn); u, x: scores of the outcome and of the base period; variance = sum (u - beta * x)^2.
# ---- 1  Reading and writing -----------------------------------------------------------------------------------------
fail <- function(...) {
  if (interactive()) stop(paste0(...), call. = FALSE); message("analyse.R: ", paste0(...)); quit(save = "no", status = 2) }
if (!interactive()) options(error = quote({ message("analyse.R: stopped, nothing was written"); quit(save = "no", status = 2) }))
here <- local({
  own <- gsub("~+~", " ", sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)), fixed = TRUE)
  own <- c(unlist(lapply(rev(sys.frames()), function(f) f$ofile)), own)
  if (length(own)) dirname(normalizePath(own[1])) else getwd() })
inside <- function(...) file.path(here, ...)
unlink(inside("out", c("effects.csv", "facts.csv", "checks.csv", "run.csv", "events.png", "events.pdf")))
if (!length(dir(inside("out")))) unlink(inside("out"), recursive = TRUE)
read_table <- function(file, sep = ",") {
  if (!file.exists(file)) fail("there is no file ", file)
  d <- read.csv(file, sep = sep, encoding = "UTF-8", colClasses = "character", na.strings = character(), check.names = FALSE,
                strip.white = TRUE, fill = FALSE)
  names(d) <- sub("^\ufeff", "", enc2utf8(names(d))); d[] <- lapply(d, function(x) sub("^'([=+@\t\r-])", "\\1", x)); d  # marks that keep spreadsheets from computing
}
digits <- function(x) ifelse(is.na(x), "NA", ifelse(is.infinite(x), ifelse(x > 0, "Inf", "-Inf"), sprintf("%.12g", x)))
write_table <- function(d, file) {
  quoted <- function(x) ifelse(grepl("[\",\r\n]", x), paste0("\"", gsub("\"", "\"\"", x), "\""), x)
  plain <- function(x) if (is.numeric(x)) digits(x) else if (is.logical(x)) paste(x) else quoted(sub("^([=+@\t\r-])", "'\\1", x))
  rows <- if (nrow(d)) do.call(paste, c(lapply(d, plain), sep = ",")); to <- base::file(file, "wb")
  writeLines(enc2utf8(c(paste(quoted(names(d)), collapse = ","), rows)), to, useBytes = TRUE); close(to) }
number <- function(column) {  # the text of a column as numbers, NA where it is empty
  if (!is.character(x <- table[[column]])) return(as.numeric(x))
  x <- trimws(x); x[x %in% c("", "NA", ".")] <- NA; v <- suppressWarnings(as.numeric(sub(",", ".", x, fixed = TRUE)))
  if (any(bad <- is.na(v) & !is.na(x))) fail("column ", column, ", row ", which(bad)[1], ": not a number"); v }
# ---- 2  The plan ----------------------------------------------------------------------------------------------------
plan <- read_table(inside("plan.csv")); plan <- setNames(as.list(plan$value), plan$key)
for (key in grep("^md5[.]", names(plan), value = TRUE))
  if (!identical(unname(tools::md5sum(inside(sub("^md5[.]", "", key)))), plan[[key]]))
    fail(sub("^md5[.]", "", key), " is not the file that plan.csv names: take the folder again from lodtrin bridge")
words <- function(text) if (nzchar(text)) strsplit(text, " ", fixed = TRUE)[[1]] else character()
period <- unlist(plan[grep("^period[.]", names(plan))])  # id, start, end
periods <- data.frame(id = sub(" [^ ]+ [^ ]+$", "", period), start = as.Date(sub(".* ([^ ]+) [^ ]+$", "\\1", period)),
                      end = as.Date(sub(".* ", "", period)))
places <- as.integer(unlist(plan[grep("^wave[.]", names(plan))]))  # first fully treated period of each wave
level <- as.numeric(plan$level); R <- as.integer(plan$draws); gap <- as.integer(plan$transition); last_period <- NULL
minimum <- as.numeric(plan$minimum); most <- if (plan$kind == "days") as.numeric(plan$within) else 1
randomized <- plan$variance == "randomization"; weighted <- plan$weight == "pupils"
needs_base <- plan$estimator %in% c("callaway-santanna", "sun-abraham"); last_only <- plan$estimator == "sun-abraham"
beta_fixed <- if (plan$beta %in% c("clipped", "plug-in")) NA else as.numeric(plan$beta)
schedule <- read_table(inside("schedule.csv")); members <- read_table(inside("members.csv"))
units <- schedule$unit; N <- length(units); wave <- as.integer(schedule$wave)
period_of <- function(date) {  # for read.R: the period that a day of enrolment lies in
  at <- findInterval(date, periods$start); at[at == 0] <- NA; ifelse(date <= periods$end[at], periods$id[at], NA) }
# ---- 3  The table: pupils or cells ----------------------------------------------------------------------------------
given <- commandArgs(TRUE); journal <- !length(given) && file.exists(inside("cells.csv"))
if (length(given) > 1) fail("give one table, or none for read.R")
if (length(given) || journal) {
  from <- if (journal) inside("cells.csv") else given; if (!file.exists(from)) fail("there is no file ", from)
  d <- read_table(from, if (grepl(";", readLines(from, 1, warn = FALSE), fixed = TRUE, useBytes = TRUE)) ";" else ",")
} else source(inside("read.R"), local = TRUE, encoding = "UTF-8")
if (!exists("d") || !is.data.frame(d)) fail("read.R made no table d: edit it, or give a table: Rscript analyse.R TABLE")
table <- as.data.frame(d); minimum <- max(minimum, as.numeric(plan$minimum)); notes <- list()
is_cells <- "n" %in% names(table) && any(c("k", "sum") %in% names(table))
groups <- words(plan$subgroups); covariates <- words(plan$covariates); adjust <- plan$adjust == "forecast"
need <- function(columns) if (length(gone <- setdiff(columns, names(table)))) fail("the table has no column ",
  paste(gone, collapse = ", "), "; found ", paste(names(table), collapse = ", "))
need(c("programme", "period")); line <- seq_len(nrow(table))
if (is_cells && "outcome" %in% names(table)) { line <- which(trimws(table$outcome) == plan$outcome); table <- table[line, ] }
programme <- trimws(enc2utf8(as.character(table$programme))); time <- match(trimws(enc2utf8(as.character(table$period))), periods$id)
unit <- match(members$unit[match(programme, members$programme)], units); rows_in <- nrow(table)
unit[is.na(unit)] <- match(programme[is.na(unit)], units)
if (all(is.na(unit))) fail("no row of the table is of the outcome ", plan$outcome, " and a programme of members.csv")
note <- function(check, value, says) notes[[length(notes) + 1]] <<- data.frame(check, value, says)
forecast <- function() {  # of every pupil, or of a cell's
  f <- read_table(inside("forecast.csv")); part <- function(kind) { k <- f$kind == kind; setNames(as.numeric(f$value[k]), f$name[k]) }
  b <- part("slope"); b <- b[b != 0]; at <- unname(part("level")[programme]); at[is.na(at)] <- part("other")
  if (is_cells && length(b)) fail("the forecast needs a column expected in cells, or pupils"); need(names(b))
  for (x in names(b)) { off <- number(x) - part("centre")[[x]]; at <- at + b[[x]] * ifelse(is.na(off), 0, off) }; at }
if (is_cells) {
  if (length(covariates)) fail("the plan adjusts for ", plan$covariates, ", which cells do not hold: give pupils")
  sub_of <- if ("subgroup" %in% names(table)) trimws(table$subgroup) else rep("", rows_in)
  table$y <- if ("k" %in% names(table)) table$k else ""
  if ("sum" %in% names(table)) table$y <- ifelse(nzchar(trimws(table$y)), table$y, table$sum)
  hidden <- grepl("^(<.*|[*]+|[A-Za-z]+)$", trimws(table$n)) | grepl("^(<.*|[*]+|[A-Za-z]+)$", trimws(table$y))
  table$n[hidden] <- table$y[hidden] <- ""; size <- number("n"); y <- number("y"); size[is.na(size) | is.na(y)] <- 0; y[size == 0] <- 0
  expected <- if (!adjust) 0 * y else if ("expected" %in% names(table)) number("expected") else forecast() * size
  expected[size == 0] <- 0; whole <- if (most == 1) y %% 1 else 0 * y
  if (any(bad <- size < 0 | size %% 1 != 0 | y < 0 | y > most * size + 1e-9 | whole != 0 | is.na(expected)))
    fail("row ", line[which(bad)[1]], ": k must be a whole number from 0 to n (and expected a number)")
  twice <- !is.na(unit) & !is.na(time) & duplicated(data.frame(programme, time, sub_of, if ("level" %in% names(table)) table$level else ""))
  if (any(twice)) fail("row ", line[which(twice)[1]], ": this programme and period stands twice")
  if (any(hidden)) note("masked", sum(hidden), "masked cells count as gaps"); known <- size > 0; X <- matrix(0, rows_in, 0)
} else {
  need(c("outcome", groups, covariates)); y <- number("outcome"); size <- rep(1, rows_in); sub_of <- rep("", rows_in)
  if (any(bad <- !is.na(y) & (y < 0 | y > most | (most == 1 & y %% 1 != 0)))) fail("row ", which(bad)[1],
    ": the outcome must be ", if (most == 1) "0 or 1" else paste("from 0 to", most))
  X <- matrix(vapply(covariates, number, numeric(rows_in)), rows_in, length(covariates))
  known <- !is.na(y) & rowSums(is.na(X)) == 0; expected <- if (adjust) forecast() else 0 * size }
if (is.null(last_period)) last_period <- periods$id[max(0, time[known & !is.na(unit)], na.rm = TRUE)]
T <- match(last_period, periods$id)  # the number of periods that are analysed
if (!length(T) || is.na(T) || T < 2) fail("fewer than two periods have a known outcome, or last_period is no period of plan.csv")
outside <- is.na(unit) | is.na(time); late <- !outside & time > T; used <- known & !outside & !late; overall <- used & sub_of == ""
if (any(outside)) message("Left out, no programme or period of the plan: ", paste(unique(programme[outside]), collapse = ", "))
shown <- function(check, rows, says) {
  n <- sum(size[rows & sub_of == ""]); few <- n > 0 && n < minimum
  note(check, if (few) NA else n, paste0(says, if (few) paste0("; fewer than ", minimum))) }
shown("outside", outside, "pupils of no programme or period of the plan, left out")
shown("late", late, paste("pupils after", last_period, "left out for all programmes"))
shown("unknown", !outside & !late & !known, "pupils without a known outcome (or covariate), not counted")
into <- function(v, rows) {  # sums by unit and period
  s <- tapply(v[rows], list(factor(unit[rows], 1:N), factor(time[rows], 1:T)), sum); s[is.na(s)] <- 0; matrix(s, N, T) }
n <- into(size, overall); raw <- into(y, overall); if (!any(n > 0)) fail("no programme and period of the plan has a known outcome")
# ---- 4  Units, gaps and cohorts -------------------------------------------------------------------------------------
first <- places[wave]; complete <- rowSums(n > 0) == T
follows <- function(t) { cohort <- pmin(first, T + 1); seen <- tapply(n[, t] > 0, cohort, any); any(!seen & tabulate(factor(cohort)) > 1) && any(seen) }
rule <- if (nzchar(plan$gaps)) plan$gaps else if (any(vapply(1:T, follows, TRUE))) "planned" else "observed"
kept <- if (rule == "complete") which(complete) else 1:N; nu <- length(kept)
if (nu < 2) fail("fewer than two programmes are seen in every period, and gaps = complete asks for that")
overall <- overall & unit %in% kept; has_gaps <- any(n[kept, ] == 0)
if (any(n == 0)) message("Gaps: ", paste(units[!complete], collapse = ", "))
note("gaps", sum(n == 0), paste("programmes and periods without a known outcome; rule", rule))
spread <- sqrt(max(0, sum(if (most == 1) raw else into(y^2, overall)) / sum(n) - (sum(raw) / sum(n))^2))
slope <- function() {  # what the covariates' slopes within cells take off each cell's mean
  if (!length(covariates)) return(matrix(0, N, T))
  x <- X[overall, , drop = FALSE]; centre <- colMeans(x); b <- numeric(ncol(x)); ok <- integer()
  within <- apply(x, 2, function(v) v - ave(v, (unit + N * time)[overall])); S <- crossprod(within)
  for (j in which(diag(S) > 1e-12 * colSums(sweep(x, 2, centre)^2)))
    if (S[j, j] - (if (length(ok)) sum(S[j, ok] * solve(S[ok, ok], S[ok, j])) else 0) > 1e-9 * S[j, j]) ok <- c(ok, j)
  if (length(ok)) b[ok] <- solve(S[ok, ok], crossprod(within, (y - expected)[overall])[ok])
  all <- numeric(rows_in); all[overall] <- sweep(x, 2, centre) %*% b; into(all, overall) / pmax(n, 1) }
own <- ifelse(n > 0, into(y - expected, overall) / pmax(n, 1) - slope(), 0)  # the mean of a cell as it is analysed
if (!identical(names(read.csv(inside("replays.csv"), nrows = 1, encoding = "UTF-8", check.names = FALSE)), schedule$unit) &&
    !identical(sub("^'([=+@\t\r-])", "\\1", names(read_table(inside("replays.csv")))), units)) fail("the header of replays.csv is not the units")
replays <- scan(inside("replays.csv"), integer(), sep = ",", skip = 1, quiet = TRUE)
if (length(replays) != R * N || max(replays) > length(places)) fail("replays.csv does not hold ", R, " draws of the plan's waves")
of_wave <- pmin(places, T + gap + 1); starts <- sort(unique(of_wave)); K <- length(starts)  # starts after the data are one
draws <- rbind(wave, matrix(replays, ncol = N, byrow = TRUE))[, kept]; draws <- matrix(match(of_wave, starts)[draws], R + 1)
unit_sizes <- local({  # pupils before anybody starts, as if every such period had been seen
  upto <- min(c(first[first <= T], T + 1)) - 1; if (upto == 0) upto <- T
  mean_seen <- function(v) if (any(v > 0)) mean(v[v > 0]) else NA
  s <- apply(n[, 1:upto, drop = FALSE], 1, mean_seen); s[is.na(s)] <- apply(n, 1, mean_seen)[is.na(s)]
  s[is.na(s)] <- mean(s, na.rm = TRUE); s[kept] })
n <- n[kept, ]; raw <- raw[kept, ]; own <- own[kept, ]; M <- n > 0; q <- if (weighted) unit_sizes / mean(unit_sizes) else rep(1, nu)
Y <- if (weighted) q * own else sweep(own, 2, colSums(own) / pmax(1, colSums(M))); Y[!M] <- 0; rounding <- 8 * .Machine$double.eps * max(abs(own))
usable <- rowSums(M) > 0 & (!needs_base | starts[draws[1, ]] - 1 - gap >= 1); degrees <- sum(usable) - length(unique(draws[1, usable]))
# ---- 5  One average under many assignments --------------------------------------------------------------------------
# The compared cells (cohort, period) of an average when the cohorts have these sizes: list(kind, lag).
cells_of <- function(average, size) {
  lags <- if (average$kind == "lag") average$lag else 0:T
  all <- data.frame(cohort = rep(1:K, length(lags)), lag = rep(lags, each = K)); all$period <- starts[all$cohort] + all$lag
  latest <- pmax(all$period, starts[all$cohort]) + gap
  all[size[all$cohort] > 0 & all$period >= 1 & all$period <= T & latest < max(starts[size > 0]) &
        (!needs_base | starts[all$cohort] - 1 - gap >= 1), ] }
# Weights of the cells that exist (draws x cells), by all units that were drawn into a cohort.
weigh <- function(kind, cell, size, exists) {
  w <- sweep(exists + 0, 2, size[cell$cohort], "*"); by <- switch(kind, cohort = cell$cohort, calendar = cell$period, `time-averaged` = cell$lag, rep(1, nrow(cell)))
  sums <- vapply(unique(by), function(v) rowSums(w[, by == v, drop = FALSE]), numeric(nrow(w))); sums <- matrix(sums, nrow(w))
  share <- w / pmax(sums[, match(by, unique(by)), drop = FALSE], 1)  # within each value of by
  part <- switch(kind, cohort = sweep(sums > 0, 2, size[unique(by)], "*"), `time-averaged` = (sums >= 2) + 0, (sums > 0) + 0)
  part <- part / pmax(rowSums(part), 1e-300); share * part[, match(by, unique(by)), drop = FALSE] }
# Levels, scores and smallest sides. G: draws x units, cohorts; size: units of each cohort, the same in all rows of G;
# panels: list(a, b), units x periods, of values a - mu * b (mu: draws x periods).
contrasts <- function(G, size, average, panels, mu = NULL, scored = seq_along(panels)) {
  r <- nrow(G); P <- length(panels); cell <- cells_of(average, size); at <- (G - 1L) * r + row(G); columns <- list(); keys <- character()
  H <- lapply(1:K, function(g) (G == g) + 0); by_cohort <- function(v) matrix(vapply(H, function(h) as.vector(h %*% v), numeric(r)), r)
  column <- function(part, t, also) {  # a period's values of the units seen in it and in another period
    mask <- M[, t] & M[, also]; key <- paste(part, t, paste(which(!mask), collapse = " ")); if (!is.na(j <- match(key, keys))) return(j)
    sums <- lapply(panels, function(p) by_cohort(mask * p$a[, t]) - if (is.null(p$b)) 0 else mu[, t] * by_cohort(mask * p$b[, t]))
    keys <<- c(keys, key); j <- length(keys); columns[[j]] <<- list(part = part, t = t, on = which(mask), n = by_cohort(mask), sums = sums,
      q = if (weighted) by_cohort(mask * q), coef = matrix(0, r, K)); j }
  weight <- if (weighted) by_cohort(q); base <- starts[cell$cohort] - 1 - gap
  later <- function(g, t) if (last_only) max(which(size > 0)) else which(size > 0 & starts > max(t, starts[g]) + gap)
  controls <- Map(later, cell$cohort, cell$period)
  both <- function(j, i) columns[[j]]$n[, cell$cohort[i]] > 0 & rowSums(columns[[j]]$n[, controls[[i]], drop = FALSE]) > 0
  theta_at <- base_at <- integer(nrow(cell)); exists <- based <- matrix(FALSE, r, nrow(cell))
  for (i in seq_len(nrow(cell))) {
    theta_at[i] <- column("theta", cell$period[i], if (needs_base) base[i] else cell$period[i]); exists[, i] <- both(theta_at[i], i)
    if (base[i] >= 1) { base_at[i] <- column("base", base[i], cell$period[i]); based[, i] <- exists[, i] & both(base_at[i], i) } }
  w <- weigh(average$kind, cell, size, exists); theta <- level_base <- treated <- matrix(0, r, P); smallest <- rep(Inf, r)
  side <- function(j, g, w) {  # adds a side's coefficients; gives w x kappa x mean of each panel
    m <- columns[[j]]$n[, g, drop = FALSE]; held <- rowSums(m); held[held == 0] <- 1; kappa <- rep(1, r); on <- w != 0
    if (weighted) kappa <- rowSums(weight[, g, drop = FALSE]) / sum(size[g]) * held / rowSums(columns[[j]]$q[, g, drop = FALSE])
    kappa[!on] <- 1; least <- do.call(pmin, lapply(seq_along(g), function(k) ifelse(m[, k] > 0, m[, k], Inf)))
    smallest[on] <<- pmin(smallest, least)[on]
    add <- w * kappa / held * ifelse(m > 1, sqrt(m / pmax(m - 1, 1)), 0); columns[[j]]$coef[, g] <<- columns[[j]]$coef[, g] + add
    vapply(columns[[j]]$sums, function(s) w * kappa * rowSums(s[, g, drop = FALSE]) / held, numeric(r)) }
  for (i in which(colSums(abs(w)) > 0)) {
    p <- side(theta_at[i], cell$cohort[i], w[, i]); treated <- treated + p; theta <- theta + p + side(theta_at[i], controls[[i]], -w[, i])
    if (any(b <- based[, i])) level_base <- level_base + side(base_at[i], cell$cohort[i], w[, i] * b) +
        side(base_at[i], controls[[i]], -w[, i] * b) }
  scores <- function(part, p) {
    all <- matrix(0, r, nu)
    for (column in columns) if (column$part == part && any(column$coef != 0)) {
      on <- column$on; cells <- as.vector(at[, on]); means <- column$sums[[p]] / pmax(column$n, 1)
      values <- rep(panels[[p]]$a[on, column$t], each = r)
      if (!is.null(panels[[p]]$b)) values <- values - mu[, column$t] * rep(panels[[p]]$b[on, column$t], each = r)
      all[, on] <- all[, on] + column$coef[cells] * (values - means[cells]) }; all }
  list(theta = theta, base = level_base, treated = treated, smallest = smallest, cell = cell, w = w,
       u = lapply(scored, function(p) scores("theta", p)), x = lapply(scored, function(p) scores("base", p))) }
# Goes through the draws, those with cohorts of the same sizes together, some at a time; f(G, size) gives a row a draw.
sizes_of <- t(apply(draws, 1, tabulate, nbins = K)); pieces <- unlist(recursive = FALSE, lapply(
  split(1:(R + 1), do.call(paste, as.data.frame(sizes_of))), function(rows) split(rows, (seq_along(rows) - 1) %/% max(1, 150000 %/% nu))))
over_draws <- function(f) {
  some <- lapply(pieces, function(rows) f(draws[rows, , drop = FALSE], sizes_of[rows[1], ]))
  do.call(rbind, some)[order(unlist(pieces)), , drop = FALSE] }
# Thirteen numbers of each draw: outcomes from which tau times the observed treatment was taken are polynomials in tau.
numbers <- function(average) {
  begin <- starts[draws[1, ]]; D <- outer(begin, 1:T, "<=") + 0; p <- function(a, b) rowSums(a * b)
  if (average$kind == "lag" && average$lag < 0) D <- (outer(begin + average$lag, 1:T, "==") & begin <= T) + 0; D[!M] <- 0
  over_draws(function(G, size) {
    z <- contrasts(G, size, average, list(list(a = Y), list(a = D))); u <- z$u[[1]]; v <- z$u[[2]]; x <- z$x[[1]]; w <- z$x[[2]]
    k <- (p(x, x) > rounding^2) + 0; none <- rowSums(abs(z$w)) == 0  # rounding alone is no difference; nothing to compare is extreme
    out <- cbind(t0 = z$theta[, 1], t1 = z$theta[, 2], b0 = z$base[, 1], b1 = z$base[, 2], uu = p(u, u), uv = p(u, v), vv = p(v, v),
      ux = k * p(u, x), uw = (p(u, w) + k * p(v, x)) / 2, vw = p(v, w), xx = k * p(x, x), xw = k * p(x, w), ww = p(w, w), smallest = z$smallest)
    out[none, ] <- rep(c(Inf, 0, 0, 0, 1, rep(0, 8), Inf), each = sum(none)); out }) }
# ---- 6  The test by replays and the interval that inverts it --------------------------------------------------------
nothing <- function(v, whole) ifelse(abs(v) <= 1e-13 * whole, 0, v)  # a variance that is rounding is none
as_columns <- function(z) {  # a fixed beta taken into the estimate
  z <- as.list(as.data.frame(z)); b <- beta_fixed; add <- function(a, b, c) nothing(a + b + c, abs(a) + abs(b) + abs(c))
  if (is.na(b)) z else list(t0 = z$t0 - b * z$b0, t1 = z$t1 - b * z$b1, uu = add(z$uu, -2 * b * z$ux, b^2 * z$xx),
    uv = z$uv - 2 * b * z$uw + b^2 * z$xw, vv = add(z$vv, -2 * b * z$vw, b^2 * z$ww)) }
# Estimate, variance, size and beta of each draw after tau was taken.
curve <- function(z, tau, clip) {
  level <- function(a, b) a - tau * b; size <- function(a, b) abs(a) + abs(tau * b); product <- function(a, b, c) a - 2 * tau * b + tau^2 * c
  variance <- function(a, b, c) nothing(product(a, b, c), a + tau^2 * c); theta <- level(z$t0, z$t1); v <- variance(z$uu, z$uv, z$vv)
  if (!is.na(beta_fixed)) return(list(theta, v, size(z$t0, z$t1), beta_fixed))
  cov <- product(z$ux, z$uw, z$vw); vx <- variance(z$xx, z$xw, z$ww); b <- ifelse(vx > 0, cov / vx, 1)
  b <- ifelse(clip, pmin(pmax(b, 0), 1), b)
  list(theta - b * level(z$b0, z$b1), nothing(v - 2 * b * cov + b^2 * vx, v + 2 * abs(b * cov) + b^2 * vx),
       size(z$t0, z$t1) + abs(b) * size(z$b0, z$b1), b) }
# Statistics of draws and their sizes; infinite where the standard error is zero but for rounding.
statistics <- function(z, tau, clip, studentized) {
  e <- curve(z, tau, clip); if (!studentized) return(list(t = e[[1]], size = e[[3]]))
  ok <- e[[2]] > 1e-20 * (spread^2 + tau^2); se <- sqrt(ifelse(ok, e[[2]], 1))
  list(t = ifelse(ok, e[[1]] / se, Inf), size = ifelse(ok, e[[3]] / se, 0)) }
reaches <- function(t, own, size) !(abs(t) < abs(own) - 1e-10 * size) | is.na(t)
share <- function(t) (1 + sum(reaches(t[-1], t[1], max(0, abs(t[is.finite(t)]))))) / (1 + R)
# The hull of the effects tau that the test does not reject.
invert <- function(z, clip, studentized, centre, scale) {
  keep <- function(b) (1 + b) / (1 + R) > 1 - level + 1e-12; some <- function(i) lapply(z, `[`, i)
  if (!is.finite(scale) || scale <= 0 || !is.finite(centre)) return(c(NA, NA)); if (keep(0)) return(c(-Inf, Inf))
  x <- -1 + seq_len(161) * 2 / 162; grid <- c(centre - 1e6 * scale, centre + 4 * scale * x / (1 - x^2), centre + 1e6 * scale)
  drawn <- some(-1); marks <- matrix(vapply(grid, function(tau) {
    own <- statistics(some(1), tau, clip[1], studentized); s <- statistics(drawn, tau, clip[-1], studentized)
    reaches(s$t, own$t, s$size + own$size) }, logical(R)), R)
  crossing <- function(j, rows) {  # where draws turn between two points of the grid, by halving
    a <- rep(grid[j], length(rows)); b <- rep(grid[j + 1], length(rows)); at_a <- marks[rows, j]; z <- some(rows + 1); own <- some(rep(1, length(rows)))
    repeat {
      middle <- (a + b) / 2; open <- middle > a & middle < b; if (!any(open)) return(ifelse(at_a, a, b))
      less <- abs(statistics(z, middle, clip[rows + 1], studentized)$t) < abs(statistics(own, middle, clip[1], studentized)$t)
      same <- !(less %in% TRUE) == at_a; a <- ifelse(open & same, middle, a); b <- ifelse(open & !same, middle, b) } }
  count <- sum(marks[, 1]); open <- keep(count); low <- if (open) -Inf else NA; high <- NA
  for (j in seq_len(length(grid) - 1)) {
    change <- marks[, j + 1] - marks[, j]; ups <- sum(change == 1); downs <- sum(change == -1)
    if (!keep(count + ups) || keep(count - downs)) { count <- count + ups - downs; next }
    rows <- which(change != 0); tau <- crossing(j, rows); change <- change[rows]
    for (i in order(tau - change * 1e-10 * pmax(abs(tau), scale), -change)) {
      count <- count + change[i]; if (keep(count) && is.na(low)) low <- tau[i]; if (!keep(count) && open) high <- tau[i]; open <- keep(count) }
  }
  c(low, if (open) Inf else high) }
few <- function(smallest) if (plan$beta == "clipped") smallest < 4 else rep(FALSE, length(smallest))
# ---- 7  Rows --------------------------------------------------------------------------------------------------------
rows <- facts <- behind <- list(); suffix <- if (nzchar(plan$intervention)) paste0(":", plan$intervention)
label <- paste0(if (plan$rehearsal == "TRUE") "REHEARSAL ", plan$outcome); id <- function(row) paste(row$outcome, row$estimand, row$term, row$variance)
fact <- function(name, ...) { v <- c(...); facts[[length(facts) + 1]] <<- data.frame(row = name, key = names(v), value = unname(v)) }
blank <- function(outcome, estimand, term, variance, nobs = sum(n[usable, ])) data.frame(outcome, estimator = plan$estimator, estimand,
  term = paste0(term, suffix), scale = plan$scale, estimate = NA_real_, std.error = NA_real_, statistic = NA_real_, df = NA_real_,
  p.value = NA_real_, conf.low = NA_real_, conf.high = NA_real_, conf.level = level, variance, nobs, n.clusters = sum(usable), prespecified = FALSE)
put <- function(row) { rows[[length(rows) + 1]] <<- row; invisible(id(row)) }
with_t <- function(row, variance, smallest) {
  if (smallest < 2 || degrees <= 0 || !(variance > 1e-20 * spread^2)) return(row)
  row$std.error <- sqrt(variance); row$statistic <- row$estimate / row$std.error; row$df <- degrees; half <- qt(0.5 + level / 2, degrees) * row$std.error
  row$p.value <- 2 * pt(-abs(row$statistic), degrees); row$conf.low <- row$estimate - half; row$conf.high <- row$estimate + half; row }
# Notes the counts on both sides of an average, of all pupils or of a group; TRUE where they are too small to leave.
small_sides <- function(name, average, n, k) {
  one <- contrasts(draws[1, , drop = FALSE], sizes_of[1, ], average, list(list(a = Y))); begin <- starts[draws[1, ]]
  any(vapply(c("treated", "control"), function(side) {
    on <- matrix(FALSE, nu, T)
    for (i in which(one$w[1, ] != 0)) {
      g <- one$cell$cohort[i]; t <- one$cell$period[i]
      who <- if (side == "treated") draws[1, ] == g else if (last_only) begin == max(begin) else begin > max(t, starts[g]) + gap
      on[, t] <- on[, t] | who & M[, t] & (!needs_base | M[, max(1, starts[g] - 1 - gap)]) }
    on <- on & n > 0; at <- which(on, arr.ind = TRUE); total <- c(sum(n[on]), if (most == 1) c(sum(k[on]), sum(n[on] - k[on])))
    behind[[length(behind) + 1]] <<- data.frame(row = rep(name, nrow(at)), side = rep(side, nrow(at)), unit = units[kept][at[, 1]],
      period = periods$id[at[, 2]], n = n[at], k = k[at])
    total[1] < minimum || any(total > 0 & total < minimum) || sum(rowSums(on) > 0) < 3 }, TRUE)) }
hide <- function(row) {
  note("small", NA, paste0(row$outcome, " ", row$term, ": a side is too small to be shown"))
  row[c("estimate", "std.error", "statistic", "df", "p.value", "conf.low", "conf.high", "nobs")] <- NA_real_; row }
average_row <- function(estimand, term, average, variance = plan$variance) {  # gives the statistics of the draws too
  all <- numbers(average); z <- as_columns(all); smallest <- all[, "smallest"]; one <- lapply(z, `[`, 1); t <- NULL
  if (!is.finite(z$t0[1])) fail("nothing identifies ", term, ": no treated unit and period has a unit to compare with")
  alike <- !has_gaps && nu == N; clip <- if (has_gaps) few(smallest) else rep(few(if (alike) smallest[1] else min(smallest)), R + 1)
  found <- curve(one, 0, few(smallest[1])); row <- blank(label, estimand, term, variance); row$estimate <- found[[1]]; name <- id(row)
  hidden <- small_sides(name, average, n, raw) && estimand == "by-lag"
  if (variance == "neyman") row <- with_t(row, found[[2]], smallest[1])
  else if (rule != "planned") {
    studentized <- plan$statistic != "estimate" && (if (alike) smallest[1] else min(smallest)) > 1; t <- statistics(z, 0, clip, studentized)$t
    e <- curve(z, 0, clip)[[1]]; deviation <- if (R > 1) sd(e[-1]) else 0; row$p.value <- share(t); drawn <- curve(one, 0, clip[1])
    if (studentized && found[[2]] > 1e-20 * spread^2) row$std.error <- sqrt(found[[2]]); if (is.finite(t[1])) row$statistic <- t[1]
    row[c("conf.low", "conf.high")] <- invert(z, clip, studentized, drawn[[1]], if (studentized) sqrt(drawn[[2]]) else deviation)
    if (!hidden) fact(name, R = R, mc_error = sqrt(row$p.value * (1 - row$p.value) / R), replay_mean = mean(e[-1]), replay_sd = deviation,
      smallest_p = 1 / (1 + R)) }
  if (!hidden) fact(name, beta = unname(found[[4]]))
  put(if (hidden) hide(row) else row); invisible(list(row = row, t = t, z = z, smallest = smallest)) }
lags <- Filter(function(l) (l >= 0 || l < -gap) && nrow(cells_of(list(kind = "lag", lag = l), sizes_of[1, ])) > 0, (-T):(T - 1))
planned <- if (plan$estimand != "by-lag") list(kind = plan$estimand); term <- if (plan$estimand == "time-averaged") plan$estimand else "treated"
if (!is.null(planned)) average_row(plan$estimand, term, planned); by_lag <- list()
for (l in lags) if (l == -1 - gap) {
  row <- blank(label, "by-lag", paste0("lag=", l), plan$variance); row$estimate <- row$std.error <- 0; invisible(put(row))
} else by_lag[[as.character(l)]] <- average_row("by-lag", paste0("lag=", l), list(kind = "lag", lag = l))
if (length(by_lag) > 1 && all(vapply(by_lag, function(b) !is.null(b$t) && !is.na(b$row$std.error), TRUE))) {
  top <- sort(do.call(pmax, lapply(by_lag, function(b) abs(b$t[-1])))); at <- max(1, ceiling(level * (R + 1) - 1e-9))
  fact(paste(label, "by-lag"), band = if (at > R) Inf else top[at]) }
# ---- 8  Groups of pupils whose effects add up to the whole ----------------------------------------------------------
subgroup_rows <- function(group) {
  mine <- (if (is_cells) used & sub_of == group else used) & unit %in% kept
  value <- if (!is_cells || any(mine)) trimws(as.character(table[[if (is_cells) "level" else group]])) else rep("", rows_in)
  value[is.na(value) | value == "NA"] <- ""; as_number <- suppressWarnings(as.numeric(sub(",", ".", value, fixed = TRUE)))
  if (!any(is.na(as_number) & value != "")) value <- ifelse(value == "", "", digits(as_number))
  v <- unique(value[mine & value != ""]); v <- v[order(suppressWarnings(as.numeric(v)), v, method = "radix")]
  parts <- function(x) lapply(v, function(s) into(x, mine & value == s)[kept, ]); ns <- parts(size); ks <- parts(y - expected); kr <- parts(y)
  all <- into(y - expected, overall)[kept, ]; rest <- n - Reduce(`+`, ns, 0 * n)
  if (length(v) && any(rest > 0)) {
    v <- c(v, "NA"); ns <- c(ns, list(rest)); ks <- c(ks, list(all - Reduce(`+`, ks))); kr <- c(kr, list(raw - Reduce(`+`, kr))) }
  S <- length(v); if (S < 2 || S > 6) return(note("subgroup", S, paste0(group, ": the table tells fewer than two values, or more than six")))
  safe <- pmax(n, 1); off <- all / safe - own; own_groups <- 1 + seq_len(S)  # what covariates took off is shared by all pupils of a cell
  Z <- lapply(seq_len(S), function(s) list(a = M * q * (ks[[s]] - ns[[s]] * off) / safe, b = M * ns[[s]] / safe))
  shares <- lapply(ns, function(n_s) list(a = M * q * n_s / safe)); whole <- M * q * own; square <- function(e) rowSums(e^2)
  found <- over_draws(function(G, size) {
    mu <- vapply(1:T, function(t) {  # mean outcome of the units that start later
      wait <- matrix(starts[G] > t & rep(M[, t], each = nrow(G)), nrow(G)); m <- rowSums(wait)
      ifelse(m > 0, (wait %*% whole[, t])[, 1] / pmax(m, 1), sum(whole[, t]) / max(1, sum(M[, t]))) }, numeric(nrow(G)))
    mu <- matrix(mu, nrow(G)); z <- contrasts(G, size, planned, c(list(list(a = Y)), Z, shares), mu, seq_len(S + 1))
    xx <- square(z$x[[1]]); b <- ifelse(xx > rounding^2, rowSums(z$u[[1]] * z$x[[1]]) / pmax(xx, 1e-300), 1)
    b <- if (is.na(beta_fixed)) ifelse(few(z$smallest), pmin(pmax(b, 0), 1), b) else rep(beta_fixed, nrow(G))
    omega <- z$treated[, S + own_groups, drop = FALSE]; theta <- (z$theta - b * z$base)[, own_groups, drop = FALSE] / omega
    e <- lapply(seq_len(S), function(s) (z$u[[s + 1]] - b * z$x[[s + 1]]) / omega[, s])
    cbind(theta, theta[, -1] - theta[, 1], do.call(cbind, lapply(e, square)), do.call(cbind, lapply(e[-1], function(x) square(x - e[[1]]))),
      omega, z$smallest) })
  smallest <- found[, ncol(found)]; studentized <- plan$statistic != "estimate" && min(smallest) > 1; named <- c(v, paste0(v[-1], "-", v[1]))
  Filter(Negate(is.null), lapply(seq_along(named), function(j) {
    e <- found[, j]; V <- found[, 2 * S - 1 + j]; who <- if (j > S) c(j - S + 1, 1) else j; if (!is.finite(e[1])) return(NULL)
    row <- blank(paste0(label, "[", group, "=", named[j], "]"), plan$estimand, term, plan$variance, sum(unlist(ns[who]))); row$estimate <- e[1]
    if (!randomized) row <- with_t(row, V[1], smallest[1]) else if (rule != "planned") {
      ok <- V > 1e-20 * spread^2; t <- ifelse(!is.finite(e), Inf, if (!studentized) e else ifelse(ok, e / sqrt(ifelse(ok, V, 1)), Inf))
      half <- sort(abs(t), decreasing = TRUE)[floor((1 - level) * (R + 1) + 1e-9) + 1] * if (studentized) sqrt(V[1]) else 1
      row$p.value <- share(t); row$conf.low <- e[1] - half; row$conf.high <- e[1] + half
      if (ok[1]) row$std.error <- sqrt(V[1])
      if (is.finite(t[1])) row$statistic <- t[1] }
    small <- any(vapply(who, function(s) small_sides(paste(id(row), v[s]), planned, ns[[s]], kr[[s]]), TRUE))
    list(row = row, small = small, omega = if (j <= S) found[1, 4 * S - 2 + j]) })) }
if (!is.null(planned)) for (group in groups) {
  made <- Filter(is.list, subgroup_rows(group)); lone <- any(vapply(made, function(m) m$small, TRUE))
  for (m in made) {  # a hidden group must not follow from the others and the whole
    if (lone) m$row$nobs <- NA_real_; name <- put(if (m$small) hide(m$row) else m$row); if (!m$small && randomized) fact(name, R = R)
    if (!lone && !is.null(m$omega)) fact(name, omega = m$omega) } }
if (rule == "planned" && randomized) {
  if (!is.null(planned)) average_row(plan$estimand, term, planned, "neyman")
  for (l in as.integer(names(by_lag))) average_row("by-lag", paste0("lag=", l), list(kind = "lag", lag = l), "neyman") }
# ---- 9  Did anything move before the start? -------------------------------------------------------------------------
before <- by_lag[as.integer(names(by_lag)) < -1 - gap]
if (randomized && rule != "planned" && length(before)) {
  studentized <- plan$statistic != "estimate" && all(vapply(before, function(b) min(b$smallest), 0) > 1)
  z <- vapply(before, function(b) {
    t <- statistics(b$z, 0, few(b$smallest), studentized)$t; t[!is.finite(b$smallest)] <- Inf
    if (studentized) t else t / sqrt(mean(t[is.finite(t)]^2)) }, numeric(R + 1))
  test <- function(term, t) {
    row <- blank(label, "lag-tests", term, "randomization"); row$df <- ncol(z); row$p.value <- share(t)
    if (is.finite(t[1])) row$statistic <- t[1]; fact(put(row), R = R, mc_error = sqrt(row$p.value * (1 - row$p.value) / R)) }
  test("placebo", apply(abs(z), 1, max)); finite <- rowSums(!is.finite(z)) == 0
  e <- eigen(crossprod(z[finite, , drop = FALSE]) / max(1, sum(finite)), symmetric = TRUE); on <- e$values > 1e-10 * max(e$values)
  form <- rowSums(sweep(ifelse(is.finite(z), z, 0) %*% e$vectors[, on, drop = FALSE], 2, sqrt(e$values[on]), "/")^2)
  test("placebo-quadratic", ifelse(finite, form, Inf)) }
# ---- 10  Out --------------------------------------------------------------------------------------------------------
for (g in 1:K) fact("design", setNames(sum(of_wave[wave] == starts[g]), paste0("N_g[", c(periods$id[1:T], rep("later", gap + 1))[starts[g]], "]")))
effects <- do.call(rbind, rows); facts <- do.call(rbind, facts); notes <- do.call(rbind, notes)
draw_lags <- function() {
  show <- effects[effects$estimand == "by-lag" & effects$variance == plan$variance & !is.na(effects$estimate), ]
  x <- as.integer(sub("^lag=(-?[0-9]+).*", "\\1", show$term)); limits <- c(show$conf.low, show$conf.high, show$estimate, 0)
  plot(x, show$estimate, pch = 19, xlab = "lag (0: first treated period)", ylab = paste("effect,", plan$scale), main = label,
       ylim = range(limits[is.finite(limits)])); abline(h = 0, col = "grey50"); abline(v = -0.5, lty = 3); span <- par("usr")
  segments(x, pmax(show$conf.low, span[3]), x, pmin(show$conf.high, span[4]))
  if (plan$rehearsal == "TRUE") text(mean(span[1:2]), mean(span[3:4]), "REHEARSAL", cex = 4, col = "#FF000055", srt = 30)
}
for (f in c("out", "inside")) dir.create(inside(f), showWarnings = FALSE)
write_table(effects, inside("out", "effects.csv")); write_table(facts, inside("out", "facts.csv")); write_table(notes, inside("out", "checks.csv"))
md5 <- function(f) if (file.exists(inside(f))) unname(tools::md5sum(inside(f))) else "NA"
counted <- if (any(is.na(notes$value[notes$check %in% c("outside", "late", "unknown")]))) "NA" else digits(rows_in)
write_table(data.frame(key = c("plan.csv", "read.R", "R", "input", "rows"), value = c(md5("plan.csv"), md5("read.R"), R.version$version.string,
  if (is_cells) "cells" else "pupils", counted)), inside("out", "run.csv"))
write_table(do.call(rbind, behind), inside("inside", "behind.csv"))
failed <- function(e) FALSE; drawn <- tryCatch({ png(inside("out", "events.png"), 900, 600); draw_lags(); dev.off(); TRUE }, error = failed, warning = failed)
if (!drawn) {
  graphics.off(); unlink(inside("out", "events.png")); pdf(inside("out", "events.pdf"), 9, 6); draw_lags(); invisible(dev.off())
  message("This machine draws no PNG: out/events.pdf stands in its place.") }
if (file.exists(inside("expected.csv"))) {
  e <- read_table(inside("expected.csv")); key <- c("outcome", "estimand", "term", "variance"); at <- match(do.call(paste, e[key]), do.call(paste, effects[key]))
  apart <- unlist(lapply(c("estimate", "std.error", "p.value", "conf.low", "conf.high"), function(v)
    abs(suppressWarnings(as.numeric(e[[v]])) - effects[[v]][at])))
  message("Largest difference from expected.csv: ", digits(max(0, apart[is.finite(apart)])), " (", sum(is.na(at)), " rows not found)") }
message("Done: out/ may be taken out when it has been checked; inside/ stays.")
