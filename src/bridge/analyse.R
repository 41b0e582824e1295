# analyse.R - the locked analysis of a stepped rollout, with its replays, in base R (4.0 or later).
#
#   Rscript analyse.R [TABLE]      TABLE: CSV of pupils (programme, period, outcome) or, with columns
#                                  n and k, of cells; without it read.R is run and makes the table d.
#
# The same file for every study; never edit it (plan.csv knows its MD5). Results go to out/, which may
# be taken out; inside/ holds the counts behind them and stays. Letters: unit i, period t, cohort g
# (units that start together), draw r (row 1: what was drawn); u and x are scores of the outcome and of
# the base period: estimate = theta - beta * base, variance = sum over units of (u - beta * x)^2.

# ---- 1  Reading and writing ---------------------------------------------------------------------
fail <- function(...) {
  if (interactive()) stop(paste0(...), call. = FALSE)
  message("analyse.R: ", paste0(...))
  quit(save = "no", status = 2)
}
here <- local({
  own <- gsub("~+~", " ", sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)), fixed = TRUE)
  sourced <- unlist(lapply(sys.frames(), function(f) f$ofile))
  if (length(sourced)) own <- sourced[length(sourced)]
  if (length(own)) dirname(normalizePath(own[1])) else getwd()
})
inside <- function(...) file.path(here, ...)
unlink(inside("out", c("effects.csv", "facts.csv", "checks.csv", "run.csv", "events.png", "events.pdf")))
if (dir.exists(inside("out")) && !length(dir(inside("out"), all.files = TRUE, no.. = TRUE)))
  unlink(inside("out"), recursive = TRUE)
read_table <- function(file, sep = ",") {
  if (!file.exists(file)) fail("there is no file ", file)
  d <- read.csv(file, sep = sep, encoding = "UTF-8", colClasses = "character", na.strings = character(),
                check.names = FALSE, fill = FALSE, strip.white = TRUE)
  names(d) <- sub("^\ufeff", "", enc2utf8(names(d)))
  d[] <- lapply(d, function(x) sub("^'([=+@\t\r-])", "\\1", x))  # marks that keep spreadsheets from computing
  d
}
digits <- function(x) ifelse(is.na(x), "NA", ifelse(is.infinite(x), ifelse(x > 0, "Inf", "-Inf"), sprintf("%.12g", x)))
write_table <- function(d, file) {
  quoted <- function(x) ifelse(grepl("[\",\r\n]", x), paste0("\"", gsub("\"", "\"\"", x), "\""), x)
  plain <- function(x) if (is.numeric(x)) digits(x) else if (is.logical(x)) ifelse(is.na(x), "NA", x) else
    quoted(sub("^([=+@\t\r-])", "'\\1", x))
  rows <- c(paste(quoted(names(d)), collapse = ","), if (nrow(d)) do.call(paste, c(lapply(d, plain), sep = ",")))
  to <- file(file, "wb")
  writeLines(enc2utf8(rows), to, useBytes = TRUE)
  close(to)
}
number <- function(d, column) {  # the text of a column as numbers, NA where it is empty
  if (is.numeric(d[[column]]) || is.logical(d[[column]])) return(as.numeric(d[[column]]))
  x <- trimws(as.character(d[[column]]))
  x[!is.na(x) & x %in% c("", "NA", ".")] <- NA
  v <- suppressWarnings(as.numeric(sub(",", ".", x, fixed = TRUE)))
  if (any(bad <- is.na(v) & !is.na(x))) fail("column ", column, ", row ", which(bad)[1], ": not a number")
  v
}

# ---- 2  The plan --------------------------------------------------------------------------------
plan <- read_table(inside("plan.csv"))
plan <- setNames(as.list(plan$value), plan$key)
for (key in grep("^md5[.]", names(plan), value = TRUE)) {
  file <- sub("^md5[.]", "", key)
  if (!identical(unname(tools::md5sum(inside(file))), plan[[key]]))
    fail(file, " is not the file that plan.csv names: take the folder again from lodtrin bridge")
}
words <- function(text) if (nzchar(text)) strsplit(text, " ", fixed = TRUE)[[1]] else character()
period <- unlist(plan[grep("^period[.]", names(plan))])  # id, start, end
periods <- data.frame(id = sub(" [^ ]+ [^ ]+$", "", period), start = as.Date(sub(".* ([^ ]+) [^ ]+$", "\\1", period)),
                      end = as.Date(sub(".* ", "", period)))
places <- as.integer(unlist(plan[grep("^wave[.]", names(plan))]))  # first fully treated period of each wave
level <- as.numeric(plan$level); R <- as.integer(plan$draws); d <- as.integer(plan$transition)
minimum <- as.numeric(plan$minimum); last_period <- NULL
most <- if (plan$kind == "days") as.numeric(plan$within) else 1
randomized <- plan$variance == "randomization"; pupils_count <- plan$weight == "pupils"
needs_base <- plan$estimator %in% c("callaway-santanna", "sun-abraham")
last_only <- plan$estimator == "sun-abraham"
beta_fixed <- if (plan$beta %in% c("clipped", "plug-in")) NA else as.numeric(plan$beta)
schedule <- read_table(inside("schedule.csv")); members <- read_table(inside("members.csv"))
units <- schedule$unit; N <- length(units)
period_of <- function(date) {  # for read.R: the period that a day of enrolment lies in
  at <- findInterval(date, periods$start)
  at[!is.na(at) & (at == 0 | date > periods$end[pmax(at, 1)])] <- NA
  periods$id[at]
}

# ---- 3  The table: pupils or cells --------------------------------------------------------------
given <- commandArgs(TRUE); journal <- !length(given) && file.exists(inside("cells.csv"))
if (length(given) > 1) fail("give one table, or none for read.R")
plan_draws <- d  # read.R makes a d of its own
if (length(given) || journal) {
  from <- if (journal) inside("cells.csv") else given
  if (!file.exists(from)) fail("there is no file ", from)
  head <- readLines(from, 1, warn = FALSE, encoding = "UTF-8")
  table <- read_table(from, if (lengths(regmatches(head, gregexpr(";", head))) > 0) ";" else ",")
} else {
  source(inside("read.R"), local = TRUE, encoding = "UTF-8")
  if (!is.data.frame(d)) fail("read.R made no table d: edit it, or give a table: Rscript analyse.R TABLE")
  table <- d
}
d <- plan_draws; minimum <- max(minimum, as.numeric(plan$minimum))
is_cells <- all(c("n", "k") %in% names(table)) || all(c("n", "sum") %in% names(table))
groups <- words(plan$subgroups); covariates <- words(plan$covariates); adjust <- plan$adjust == "forecast"
forecast <- if (adjust) read_table(inside("forecast.csv"))
part <- function(kind) { f <- forecast[forecast$kind == kind, ]; setNames(as.numeric(f$value), f$name) }
slopes <- if (adjust) part("slope") else numeric()
need <- function(columns) if (length(gone <- setdiff(columns, names(table))))
  fail("the table has no column ", paste(gone, collapse = ", "), "; found ", paste(names(table), collapse = ", "))
need(c("programme", "period"))
programme <- trimws(enc2utf8(as.character(table$programme)))
unit <- match(members$unit[match(programme, members$programme)], units)
unit[is.na(unit)] <- match(programme[is.na(unit)], units)
time <- match(trimws(enc2utf8(as.character(table$period))), periods$id)
if (!nrow(table) || all(is.na(unit))) fail("no row of the table is of a programme of members.csv")
notes <- list()
note <- function(check, value, says) notes[[length(notes) + 1]] <<- data.frame(check, value, says)
expected <- numeric(nrow(table))  # the forecast, for pupils; its sum, for cells
if (adjust && !("expected" %in% names(table) && is_cells)) {
  if (is_cells && any(slopes != 0)) fail("the forecast needs a column expected in cells, or pupils")
  base <- part("level")[match(programme, names(part("level")))]
  base[is.na(base)] <- part("other")[1]
  need(names(slopes)[slopes != 0])
  for (x in names(slopes)[slopes != 0]) {
    off <- number(table, x) - part("centre")[[x]]
    base <- base + slopes[[x]] * ifelse(is.na(off), 0, off)
  }
  expected <- unname(base)
}
if (is_cells) {
  if (length(covariates)) fail("the plan adjusts for ", paste(covariates, collapse = ", "), ", which cells do not hold: give pupils")
  whole <- if ("outcome" %in% names(table)) trimws(table$outcome) == plan$outcome else rep(TRUE, nrow(table))
  sub <- if ("subgroup" %in% names(table)) trimws(table$subgroup) else rep("", nrow(table))
  masked <- function(x) grepl("^(<.*|[*]+|[A-Za-z]+)$", trimws(as.character(x)))
  total <- if ("k" %in% names(table)) "k" else "sum"
  if ("sum" %in% names(table) && "k" %in% names(table)) table$k <- ifelse(nzchar(trimws(table$k)), table$k, table$sum)
  hidden <- whole & (masked(table$n) | masked(table[[total]]))
  table$n[hidden] <- ""; table[[total]][hidden] <- ""
  size <- number(table, "n"); y <- number(table, total)
  if ("expected" %in% names(table) && adjust) expected <- number(table, "expected") else expected <- expected * size
  size[is.na(size) | is.na(y)] <- 0; y[size == 0] <- 0; expected[size == 0] <- 0
  if (any(bad <- whole & (size < 0 | size %% 1 != 0 | y < 0 | y > most * size + 1e-9 | (most == 1 & y %% 1 != 0))))
    fail("row ", which(bad)[1], ": k must be a whole number from 0 to n")
  twice <- duplicated(data.frame(programme, time, sub, if ("level" %in% names(table)) table$level else "")) & whole
  if (any(twice & !is.na(time))) fail("row ", which(twice & !is.na(time))[1], ": this programme and period stands twice")
  if (any(hidden)) note("masked cells", sum(hidden), "masked cells count as gaps")
  use <- whole & size > 0; known <- use
} else {
  need(c("outcome", groups, covariates))
  y <- number(table, "outcome"); size <- rep(1, nrow(table)); sub <- rep("", nrow(table))
  bad <- !is.na(y) & (y < 0 | y > most | (most == 1 & y != 0 & y != 1))
  if (any(bad)) fail("row ", which(bad)[1], ": the outcome must be ", if (most == 1) "0 or 1" else paste("from 0 to", most))
  X <- vapply(covariates, function(x) number(table, x), numeric(nrow(table)))
  X <- matrix(X, nrow(table), length(covariates))
  use <- rep(TRUE, nrow(table)); known <- !is.na(y) & rowSums(is.na(X)) == 0
}
if (is.null(last_period)) last_period <- periods$id[max(0, time[known & !is.na(unit) & !is.na(time)])]
periods_used <- match(last_period, periods$id)
if (!length(periods_used) || is.na(periods_used)) fail("last_period is none of ", paste(periods$id, collapse = ", "))
if (periods_used < 2) fail("fewer than two periods have a known outcome")
nt <- periods_used
count <- function(rows) sum(ifelse(is_cells, size[rows], 1) + 0 * size[rows])
outside <- use & (is.na(unit) | is.na(time)); late <- use & !outside & time > nt
if (any(outside)) message("Left out, no programme or period of the plan: ", paste(unique(programme[outside]), collapse = ", "))
unknown <- use & !outside & !late & !known
shown <- function(check, rows, says) {
  n <- sum(size[rows])
  note(check, if (n > 0 && n < minimum) NA else n, if (n > 0 && n < minimum) paste0(says, "; fewer than ", minimum) else says)
}
shown("outside", outside, "pupils of no programme or period of the plan, left out")
shown("late", late, paste("pupils after", last_period, "left out for all programmes"))
shown("unknown", unknown, "pupils without a known outcome (or covariate), not counted")
used <- use & known & !outside & !late
into <- function(v, rows) {  # sums by unit and period
  m <- matrix(0, N, nt)
  s <- tapply(v[rows], list(factor(unit[rows], 1:N), factor(time[rows], 1:nt)), sum)
  m[!is.na(s)] <- s[!is.na(s)]
  m
}
overall <- used & sub == ""
n <- into(size, overall); raw <- into(y, overall); total <- into(y - expected, overall)
if (!any(n > 0)) fail("no programme and period of the plan has a known outcome")

# ---- 4  Units, gaps and cohorts -----------------------------------------------------------------
observed <- places[as.integer(schedule$wave)]
rule <- if (nzchar(plan$gaps)) plan$gaps else {  # not declared: does a whole cohort follow the schedule?
  cohort <- pmin(observed, nt + 1)
  follows <- vapply(1:nt, function(t) {
    seen <- tapply(n[, t] > 0, cohort, any)
    any(!seen & table(cohort) > 1) && any(seen)
  }, TRUE)
  if (any(follows)) "planned" else "observed"
}
complete <- rowSums(n > 0) == nt
kept <- if (rule == "complete") which(complete) else 1:N
if (length(kept) < 2) fail("fewer than two programmes are seen in every period, and gaps = complete asks for that")
left_out <- length(kept) < N
overall <- overall & unit %in% kept
gaps <- any(n[kept, ] == 0)
if (any(n == 0)) message("Gaps: ", paste(units[!complete], collapse = ", "))
note("gaps", sum(n == 0), paste0("programmes and periods without a known outcome; rule ", rule))
spread <- sqrt(max(0, sum(if (is_cells) raw else into(y^2, overall)) / sum(n) - (sum(raw) / sum(n))^2))
slope <- function() {  # what the covariates' slopes within cells take off each cell's mean
  if (!length(covariates)) return(matrix(0, N, nt))
  x <- X[overall, , drop = FALSE]; centre <- colMeans(x); b <- numeric(ncol(x)); ok <- integer()
  S <- crossprod(within <- apply(x, 2, function(v) v - ave(v, (unit + N * time)[overall])))
  for (j in which(diag(S) > 1e-12 * colSums(sweep(x, 2, centre)^2))) {
    rest <- S[j, j] - if (length(ok)) sum(S[j, ok] * solve(S[ok, ok], S[ok, j])) else 0
    if (rest > 1e-9 * S[j, j]) ok <- c(ok, j)
  }
  if (length(ok)) b[ok] <- solve(S[ok, ok], crossprod(within, (y - expected)[overall])[ok])
  all <- numeric(nrow(table)); all[overall] <- sweep(x, 2, centre) %*% b
  into(all, overall) / pmax(n, 1)
}
own <- ifelse(n > 0, total / pmax(n, 1) - slope(), 0)  # the mean of a cell as it is analysed
draws <- rbind(as.integer(schedule$wave), local({
  head <- names(read_table(inside("replays.csv"))[0, , drop = FALSE])
  if (!identical(head, units)) fail("the header of replays.csv is not the units of schedule.csv")
  matrix(scan(inside("replays.csv"), integer(), sep = ",", skip = 1, quiet = TRUE), ncol = N, byrow = TRUE)
}))
if (nrow(draws) != R + 1 || max(draws) > length(places)) fail("replays.csv does not hold ", R, " draws of the plan's waves")
of_wave <- pmin(places, nt + d + 1)  # starts after the data count as never; a transition reaches back from them
starts <- sort(unique(of_wave)); K <- length(starts)
draws <- matrix(match(of_wave, starts)[draws[, kept]], R + 1)
sizes_of_units <- local({  # pupils before anybody starts, as if every such period had been seen
  first <- min(c(observed[observed <= nt], nt + 1)) - 1
  upto <- if (first == 0) nt else first
  mean_seen <- function(v) if (any(v > 0)) mean(v[v > 0]) else NA
  s <- apply(n[, 1:upto, drop = FALSE], 1, mean_seen)
  s[is.na(s)] <- apply(n, 1, mean_seen)[is.na(s)]
  s <- s * upto
  s[is.na(s)] <- mean(s, na.rm = TRUE)
  s
})
names_kept <- units[kept]; observed <- observed[kept]; n <- n[kept, ]; raw <- raw[kept, ]; own <- own[kept, ]
nu <- length(kept); M <- n > 0
q <- if (pupils_count) sizes_of_units[kept] / mean(sizes_of_units[kept]) else rep(1, nu)
Y <- if (pupils_count) q * own else sweep(own, 2, colSums(own) / pmax(1, colSums(M)))
Y[!M] <- 0
rounding <- 8 * .Machine$double.eps * max(abs(own))
usable <- rowSums(M) > 0 & (!needs_base | starts[draws[1, ]] - 1 - d >= 1)
degrees <- sum(usable) - length(unique(draws[1, usable]))

# ---- 5  One average under many assignments ------------------------------------------------------
# The compared cells (cohort, period) of an average when the cohorts have these sizes.
cells_of <- function(average, size) {
  last <- max(starts[size > 0])
  at_lag <- function(l, g) data.frame(cohort = seq_len(K), period = starts + l, group = rep(g, K))
  all <- switch(average$kind,
    lag = at_lag(average$lag, 1L),
    `time-averaged` = do.call(rbind, lapply(0:nt, function(l) at_lag(l, l + 1L))),
    do.call(rbind, lapply(0:nt, function(l) at_lag(l, 1L))))
  ok <- size[all$cohort] > 0 & all$period >= 1 & all$period <= nt &
    pmax(all$period, starts[all$cohort]) + d < last & (!needs_base | starts[all$cohort] - 1 - d >= 1)
  all[ok, ]
}
# Weights of the cells that exist (draws x cells), by all units that were drawn into a cohort.
weigh <- function(average, cell, size, exists) {
  w <- sweep(exists + 0, 2, size[cell$cohort], "*")
  share <- function(by) {  # w over its sum within each value of by
    for (v in unique(by)) { j <- by == v; s <- rowSums(w[, j, drop = FALSE]); w[, j] <- w[, j] / ifelse(s > 0, s, 1) }
    w
  }
  groups_there <- function(by) vapply(unique(by), function(v) rowSums(w[, by == v, drop = FALSE]), numeric(nrow(w)))
  switch(average$kind,
    cohort = {
      there <- matrix(groups_there(cell$cohort), nrow(w)) > 0; g <- unique(cell$cohort)
      all <- as.vector(there %*% size[g])
      sweep(share(cell$cohort), 2, size[cell$cohort], "*") / all
    },
    calendar = share(cell$period) / rowSums(matrix(groups_there(cell$period), nrow(w)) > 0),
    `time-averaged` = {
      there <- matrix(groups_there(cell$group), nrow(w)) >= 2
      share(cell$group) * there[, match(cell$group, unique(cell$group)), drop = FALSE] / rowSums(there)
    },
    share(rep(1, nrow(cell))))
}
# Levels, scores and smallest sides. G: draws x units, cohorts; size: units of each cohort, the same in all
# rows of G; panels: list(a, b), units x periods, of values a - mu * b (mu: draws x periods).
contrasts <- function(G, size, average, panels, mu = NULL, scored = seq_along(panels)) {
  r <- nrow(G); cell <- cells_of(average, size); at <- (G - 1L) * r + row(G); P <- length(panels)
  H <- lapply(seq_len(K), function(g) (G == g) + 0)
  by_cohort <- function(v) matrix(vapply(H, function(h) as.vector(h %*% v), numeric(r)), r)
  columns <- list(); keys <- character()
  column <- function(part, t, also) {  # a period's values of the units seen in it and in another period
    mask <- M[, t] & M[, also]; key <- paste(part, t, paste(which(!mask), collapse = " "))
    if (is.na(j <- match(key, keys))) {
      sums <- lapply(panels, function(p) {
        s <- by_cohort(mask * p$a[, t])
        if (is.null(p$b)) s else s - mu[, t] * by_cohort(mask * p$b[, t])
      })
      j <- length(keys) + 1; keys <<- c(keys, key)
      columns[[j]] <<- list(part = part, t = t, mask = mask, n = by_cohort(mask), sums = sums,
                            q = if (pupils_count) by_cohort(mask * q), coef = matrix(0, r, K))
    }
    j
  }
  weight <- if (pupils_count) by_cohort(q)
  later <- function(g, t) if (last_only) max(which(size > 0)) else which(size > 0 & starts > max(t, starts[g]) + d)
  base <- starts[cell$cohort] - 1 - d; controls <- Map(later, cell$cohort, cell$period)
  both <- function(j, i) columns[[j]]$n[, cell$cohort[i]] > 0 & rowSums(columns[[j]]$n[, controls[[i]], drop = FALSE]) > 0
  theta_at <- base_at <- integer(nrow(cell)); exists <- based <- matrix(FALSE, r, nrow(cell))
  for (i in seq_len(nrow(cell))) {
    theta_at[i] <- column("theta", cell$period[i], if (needs_base) base[i] else cell$period[i])
    exists[, i] <- both(theta_at[i], i)
    if (base[i] >= 1) {
      base_at[i] <- column("base", base[i], cell$period[i])
      based[, i] <- exists[, i] & both(base_at[i], i)
    }
  }
  w <- weigh(average, cell, size, exists); w[!exists] <- 0
  theta <- level_base <- treated <- matrix(0, r, P); smallest <- rep(Inf, r)
  side <- function(j, g, w) {  # adds a side's coefficients; gives w x kappa x mean of each panel
    column <- columns[[j]]; on <- w != 0; m <- column$n[, g, drop = FALSE]; held <- rowSums(m); held[held == 0] <- 1
    kappa <- rep(1, r)
    if (pupils_count) kappa <- rowSums(weight[, g, drop = FALSE]) / sum(size[g]) * held / rowSums(column$q[, g, drop = FALSE])
    kappa[!on] <- 1
    smallest[on] <<- pmin(smallest, do.call(pmin, lapply(seq_along(g), function(k) ifelse(m[, k] > 0, m[, k], Inf))))[on]
    add <- w * kappa / held * ifelse(m > 1, sqrt(m / pmax(m - 1, 1)), 0)
    columns[[j]]$coef[, g] <<- columns[[j]]$coef[, g] + add
    vapply(column$sums, function(s) w * kappa * rowSums(s[, g, drop = FALSE]) / held, numeric(r))
  }
  for (i in seq_len(nrow(cell))) if (any(w[, i] != 0)) {
    p <- side(theta_at[i], cell$cohort[i], w[, i])
    treated <- treated + p
    theta <- theta + p + side(theta_at[i], controls[[i]], -w[, i])
    if (any(b <- based[, i])) level_base <- level_base + side(base_at[i], cell$cohort[i], w[, i] * b) +
        side(base_at[i], controls[[i]], -w[, i] * b)
  }
  scores <- function(part, p) {
    all <- matrix(0, r, nu)
    for (column in columns) if (column$part == part && any(column$coef != 0)) {
      means <- column$sums[[p]] / pmax(column$n, 1); on <- which(column$mask); here <- as.vector(at[, on])
      values <- rep(panels[[p]]$a[on, column$t], each = r)
      if (!is.null(panels[[p]]$b)) values <- values - mu[, column$t] * rep(panels[[p]]$b[on, column$t], each = r)
      all[, on] <- all[, on] + column$coef[here] * (values - means[here])
    }
    all
  }
  list(theta = theta, base = level_base, treated = treated, smallest = smallest, cell = cell, w = w,
       u = lapply(scored, function(p) scores("theta", p)), x = lapply(scored, function(p) scores("base", p)))
}
# Goes through the draws, those with cohorts of the same sizes together, some at a time.
sizes_of <- t(apply(draws, 1, tabulate, nbins = K))
pieces <- unlist(lapply(split(seq_len(R + 1), do.call(paste, as.data.frame(sizes_of))), function(rows)
  split(rows, (seq_along(rows) - 1) %/% max(1, 150000 %/% nu))), recursive = FALSE)
over_draws <- function(f) {  # f(G, size) gives a matrix, a row for each draw
  out <- NULL
  for (rows in pieces) {
    some <- f(draws[rows, , drop = FALSE], sizes_of[rows[1], ])
    if (is.null(out)) out <- matrix(NA_real_, R + 1, ncol(some), dimnames = list(NULL, colnames(some)))
    out[rows, ] <- some
  }
  out
}
# Thirteen numbers of each draw: outcomes from which tau times the observed treatment was taken are polynomials in tau.
numbers <- function(average) {
  begin <- starts[draws[1, ]]; D <- outer(begin, 1:nt, "<=") + 0
  if (average$kind == "lag" && average$lag < 0) D <- (outer(begin + average$lag, 1:nt, "==") & begin <= nt) + 0
  if (pupils_count) D <- q * D
  D[!M] <- 0
  over_draws(function(G, size) {
    z <- contrasts(G, size, average, list(list(a = Y), list(a = D)))
    p <- function(a, b) rowSums(a * b)
    u <- z$u[[1]]; v <- z$u[[2]]; x <- z$x[[1]]; y <- z$x[[2]]
    k <- (p(x, x) > rounding^2) + 0  # outcomes that differ by rounding alone are alike
    out <- cbind(t0 = z$theta[, 1], t1 = z$theta[, 2], b0 = z$base[, 1], b1 = z$base[, 2], uu = p(u, u), uv = p(u, v),
                 vv = p(v, v), ux = k * p(u, x), uy = (p(u, y) + k * p(v, x)) / 2, vy = p(v, y), xx = k * p(x, x),
                 xy = k * p(x, y), yy = p(y, y), smallest = z$smallest)
    none <- rowSums(abs(z$w)) == 0  # nothing to compare: extreme
    out[none, ] <- rep(c(Inf, 0, 0, 0, 1, rep(0, 8), Inf), each = sum(none))
    out
  })
}

# ---- 6  The test by replays and the interval that inverts it ------------------------------------
nothing <- function(v, whole) ifelse(abs(v) <= 1e-13 * whole, 0, v)  # a variance that is rounding is none
# Estimate, variance and size of each draw (a list of z's columns) after tau was taken.
curve <- function(z, tau, clip) {
  level <- function(a, b) a - tau * b; size <- function(a, b) abs(a) + abs(tau * b)
  product <- function(a, b, c) a - 2 * tau * b + tau^2 * c; variance <- function(a, b, c) nothing(product(a, b, c), a + tau^2 * c)
  theta <- level(z$t0, z$t1); var_theta <- variance(z$uu, z$uv, z$vv)
  if (!is.na(beta_fixed)) return(list(theta, var_theta, size(z$t0, z$t1)))
  base <- level(z$b0, z$b1); cov <- product(z$ux, z$uy, z$vy); var_base <- variance(z$xx, z$xy, z$yy)
  b <- ifelse(var_base > 0, cov / var_base, 1)
  b <- ifelse(clip, pmin(pmax(b, 0), 1), b)
  list(theta - b * base, nothing(var_theta - 2 * b * cov + b^2 * var_base, var_theta + 2 * abs(b * cov) + b^2 * var_base),
       size(z$t0, z$t1) + abs(b) * size(z$b0, z$b1), b)
}
as_columns <- function(z) {  # a fixed beta taken into the estimate
  z <- as.list(as.data.frame(z)); b <- beta_fixed
  if (is.na(b)) return(z)
  add <- function(a, b, c) nothing(a + b + c, abs(a) + abs(b) + abs(c))
  list(t0 = z$t0 - b * z$b0, t1 = z$t1 - b * z$b1, uu = add(z$uu, -2 * b * z$ux, b^2 * z$xx),
       uv = z$uv - 2 * b * z$uy + b^2 * z$xy, vv = add(z$vv, -2 * b * z$vy, b^2 * z$yy))
}
# Statistics of draws and their sizes; infinite where the standard error is zero but for rounding.
statistics <- function(z, tau, clip, studentized) {
  e <- curve(z, tau, clip)
  if (!studentized) return(list(t = e[[1]], size = e[[3]]))
  ok <- e[[2]] > 1e-20 * (spread^2 + tau^2); se <- sqrt(ifelse(ok, e[[2]], 1))
  list(t = ifelse(ok, e[[1]] / se, Inf), size = ifelse(ok, e[[3]] / se, 0))
}
reaches <- function(t, own, size) !(abs(t) < abs(own) - 1e-10 * size) | is.na(t)
largest <- function(t) max(0, abs(t[is.finite(t)]))
# The hull of the effects tau that the test does not reject.
invert <- function(z, clip, studentized, centre, scale) {
  if (!(is.finite(scale) && scale > 0) || !is.finite(centre)) return(c(NA, NA))
  keep <- function(b) (1 + b) / (1 + R) > 1 - level + 1e-12
  if (keep(0)) return(c(-Inf, Inf))
  x <- -1 + seq_len(161) * 2 / 162
  grid <- c(centre - 1e6 * scale, centre + 4 * scale * x / (1 - x^2), centre + 1e6 * scale)
  some <- function(l, i) lapply(l, `[`, i); first <- some(z, 1); drawn <- some(z, -1); drawn_clip <- clip[-1]
  marks <- vapply(grid, function(tau) {
    own <- statistics(first, tau, clip[1], studentized); s <- statistics(drawn, tau, drawn_clip, studentized)
    reaches(s$t, own$t, s$size + own$size)
  }, logical(R))
  marks <- matrix(marks, R)
  crossing <- function(j, rows) {  # where draws turn between two points of the grid, by halving
    a <- rep(grid[j], length(rows)); b <- rep(grid[j + 1], length(rows)); at_a <- marks[rows, j]; z <- some(drawn, rows)
    repeat {
      middle <- (a + b) / 2; open <- middle > a & middle < b
      if (!any(open)) return(ifelse(at_a, a, b))
      beyond <- !(abs(statistics(z, middle, drawn_clip[rows], studentized)$t) < abs(statistics(some(first, rep(1, length(rows))),
        middle, clip[1], studentized)$t))
      same <- beyond %in% TRUE == at_a | is.na(beyond) & at_a
      a <- ifelse(open & same, middle, a); b <- ifelse(open & !same, middle, b)
    }
  }
  count <- sum(marks[, 1]); open <- keep(count); low <- if (open) -Inf else NA; high <- NA
  for (j in seq_len(length(grid) - 1)) {
    change <- marks[, j + 1] - marks[, j]; ups <- sum(change == 1); downs <- sum(change == -1)
    if (!keep(count + ups) || keep(count - downs)) { count <- count + ups - downs; next }
    rows <- which(change != 0); tau <- crossing(j, rows); change <- change[rows]
    for (i in order(tau - change * 1e-10 * pmax(abs(tau), scale), -change)) {
      count <- count + change[i]
      if (keep(count) && !open && is.na(low)) low <- tau[i]
      if (!keep(count) && open) high <- tau[i]
      open <- keep(count)
    }
  }
  c(low, if (open) Inf else high)
}
enough <- function(smallest) if (plan$beta == "clipped") smallest < 4 else rep(FALSE, length(smallest))

# ---- 7  Rows ------------------------------------------------------------------------------------
rows <- facts <- behind <- list()
label <- paste0(if (plan$rehearsal == "TRUE") "REHEARSAL ", plan$outcome)
suffix <- if (nzchar(plan$intervention)) paste0(":", plan$intervention)
fact <- function(name, ...) { v <- c(...); facts[[length(facts) + 1]] <<- data.frame(row = name, key = names(v), value = unname(v)) }
blank <- function(outcome, estimand, term, variance, nobs = sum(n[usable, ])) data.frame(outcome, estimator = plan$estimator,
  estimand, term = paste0(term, suffix), scale = plan$scale, estimate = NA_real_, std.error = NA_real_, statistic = NA_real_,
  df = NA_real_, p.value = NA_real_, conf.low = NA_real_, conf.high = NA_real_, conf.level = level, variance, nobs,
  n.clusters = as.numeric(sum(usable)), prespecified = FALSE)
id <- function(row) paste(row$outcome, row$estimand, row$term, row$variance)
put <- function(row) { rows[[length(rows) + 1]] <<- row; invisible(row) }
with_t <- function(row, variance, df) {
  if (!(variance > 1e-20 * spread^2) || is.na(variance) || df <= 0) return(row)
  row$std.error <- sqrt(variance); row$statistic <- row$estimate / row$std.error; row$df <- df
  row$p.value <- 2 * pt(-abs(row$statistic), df); half <- qt(0.5 + level / 2, df) * row$std.error
  row$conf.low <- row$estimate - half; row$conf.high <- row$estimate + half
  row
}
# The counts on both sides of an average, of all pupils or of a group; whether they may leave.
sides <- function(name, average, n = M * get("n", globalenv()), k = raw, also = NULL) {
  one <- contrasts(draws[1, , drop = FALSE], sizes_of[1, ], average, list(list(a = Y)))
  small <- FALSE
  for (side in c("treated", "control")) {
    on <- matrix(FALSE, nu, nt)
    for (i in which(one$w[1, ] != 0)) {
      g <- one$cell$cohort[i]; t <- one$cell$period[i]; last <- max(draws[1, ])
      who <- if (side == "treated") draws[1, ] == g else if (last_only) draws[1, ] == last else
        starts[draws[1, ]] > max(t, starts[g]) + d
      on[, t] <- on[, t] | who & M[, t] & (!needs_base | M[, max(1, starts[g] - 1 - d)])
    }
    on <- on & n > 0; total <- c(sum(n[on]), sum(k[on]), sum(n[on]) - sum(k[on]))
    if (plan$kind == "days") total <- total[1]
    small <- small || total[1] < minimum || any(total > 0 & total < minimum) || sum(rowSums(on) > 0) < 3
    w <- which(on, arr.ind = TRUE)
    behind[[length(behind) + 1]] <<- data.frame(row = rep(name, nrow(w)), side = rep(side, nrow(w)), unit = names_kept[w[, 1]],
      period = periods$id[w[, 2]], n = n[w], k = k[w])
  }
  small
}
hide <- function(row) {
  note("small", NA, paste0(row$outcome, " ", row$term, ": a side is too small to be shown"))
  row[c("estimate", "std.error", "statistic", "df", "p.value", "conf.low", "conf.high", "nobs", "n.clusters")] <- NA_real_
  row
}
average_of <- list(simple = list(kind = "simple"), cohort = list(kind = "cohort"), calendar = list(kind = "calendar"),
  `time-averaged` = list(kind = "time-averaged"))
# The row of one average; gives the statistics of the draws.
average_row <- function(estimand, term, average, variance) {
  all <- numbers(average); z <- as_columns(all); own <- all[1, "smallest"]
  if (!is.finite(z$t0[1])) fail("nothing identifies ", term, ": no treated unit and period has a unit to compare with")
  least <- if (gaps || left_out) min(all[, "smallest"]) else own
  clip <- if (gaps) enough(all[, "smallest"]) else rep(enough(least), R + 1)
  found <- curve(lapply(z, `[`, 1), 0, enough(own)); row <- blank(label, estimand, term, variance); row$estimate <- found[[1]]
  name <- id(row); hidden <- estimand == "by-lag" && sides(name, average)
  if (estimand != "by-lag") sides(name, average)
  reference <- NULL
  if (variance == "neyman") row <- with_t(row, if (own < 2) NA else found[[2]], degrees)
  else if (rule != "planned") {
    studentized <- plan$statistic != "estimate" && least > 1
    t <- statistics(z, 0, clip, studentized)$t; b <- sum(reaches(t[-1], t[1], largest(t)))
    e <- curve(z, 0, clip)[[1]][-1]; p <- (1 + b) / (1 + R); deviation <- sd(e)
    if (R < 2) deviation <- 0
    if (studentized && found[[2]] > 1e-20 * spread^2) row$std.error <- sqrt(found[[2]])
    if (is.finite(t[1])) row$statistic <- t[1]
    row$p.value <- p
    row[c("conf.low", "conf.high")] <- invert(z, clip, studentized, curve(lapply(z, `[`, 1), 0, clip[1])[[1]],
      if (studentized) sqrt(curve(lapply(z, `[`, 1), 0, clip[1])[[2]]) else deviation)
    reference <- t
    if (!hidden) fact(name, R = R, mc_error = sqrt(p * (1 - p) / R), replay_mean = mean(e), replay_sd = deviation,
      smallest_p = 1 / (1 + R))
  }
  if (!hidden) fact(name, beta = if (is.na(beta_fixed)) unname(found[[4]]) else beta_fixed)
  put(if (hidden) hide(row) else row)
  list(row = row, reference = reference, z = z, smallest = all[, "smallest"], name = name)
}
lags <- which(vapply((-nt):(nt - 1), function(l) (l >= 0 || l < -d) &&
  nrow(cells_of(list(kind = "lag", lag = l), sizes_of[1, ])) > 0, TRUE)) - nt - 1
planned <- average_of[[plan$estimand]]
if (!is.null(planned)) first <- average_row(plan$estimand, if (plan$estimand == "time-averaged") plan$estimand else "treated",
  planned, plan$variance)
by_lag <- list()
for (l in lags) {
  if (l == -1 - d) { row <- blank(label, "by-lag", paste0("lag=", l), plan$variance); row$estimate <- row$std.error <- 0; put(row); next }
  by_lag[[as.character(l)]] <- average_row("by-lag", paste0("lag=", l), list(kind = "lag", lag = l), plan$variance)
}
with_se <- vapply(by_lag, function(b) !is.null(b$reference) && !is.na(b$row$std.error), TRUE)
if (randomized && length(by_lag) > 1 && all(with_se)) {
  top <- sort(do.call(pmax, lapply(by_lag, function(b) abs(b$reference[-1]))))
  at <- max(1, ceiling(level * (R + 1) - 1e-9))
  fact(paste(label, "by-lag"), band = if (at > R) Inf else top[at])
}

# ---- 8  Groups of pupils whose effects add up to the whole --------------------------------------
subgroup_rows <- function(group) {
  if (is_cells) { rows_of <- use & !outside & !late & sub == group; value <- trimws(as.character(table$level)) }
  else { rows_of <- used; value <- trimws(as.character(table[[group]])) }
  rows_of <- rows_of & unit %in% kept
  value[value %in% c("", "NA") | is.na(value)] <- NA
  as_number <- suppressWarnings(as.numeric(sub(",", ".", value, fixed = TRUE)))
  if (!any(is.na(as_number) & !is.na(value))) value <- digits(as_number)
  value[value %in% "NA"] <- NA
  v <- unique(value[rows_of & !is.na(value)]); v <- v[order(suppressWarnings(as.numeric(v)), v, method = "radix")]
  if (!length(v)) return(note("subgroup", NA, paste0(group, ": the table does not tell")))
  part <- function(x, s) into(x, rows_of & (if (is.na(s)) is.na(value) else value %in% s))[kept, ]
  ns <- lapply(v, function(s) part(size, s)); ks <- lapply(v, function(s) part(y - expected, s)); kr <- lapply(v, function(s) part(y, s))
  rest <- n - Reduce(`+`, ns)
  if (any(rest > 0)) {
    v <- c(v, "NA"); ns <- c(ns, list(rest)); all <- into(y - expected, overall)[kept, ]
    ks <- c(ks, list(all - Reduce(`+`, ks))); kr <- c(kr, list(raw - Reduce(`+`, kr)))
  }
  S <- length(v)
  if (S < 2 || S > 6) return(note("subgroup", S, paste0(group, ": a grouping has two to six values")))
  safe <- pmax(n, 1); off <- Reduce(`+`, ks) / safe - get("own", globalenv())
  Z <- lapply(seq_len(S), function(s) list(a = M * q * (ks[[s]] / safe - ns[[s]] / safe * off), b = M * ns[[s]] / safe))
  share <- lapply(seq_len(S), function(s) list(a = M * q * ns[[s]] / safe))
  whole <- M * q * get("own", globalenv())
  found <- over_draws(function(G, size) {
    mu <- vapply(1:nt, function(t) {  # mean outcome of the units that start later
      wait <- (starts[G] > t) & rep(M[, t], each = nrow(G)); wait <- matrix(wait, nrow(G))
      m <- rowSums(wait); ifelse(m > 0, (wait %*% whole[, t])[, 1] / pmax(m, 1), sum(whole[, t]) / max(1, sum(M[, t])))
    }, numeric(nrow(G)))
    mu <- matrix(mu, nrow(G))
    z <- contrasts(G, size, planned, c(list(list(a = Y)), Z, share), mu, seq_len(S + 1))
    xx <- rowSums(z$x[[1]]^2); vary <- xx > rounding^2
    b <- if (is.na(beta_fixed)) ifelse(vary, rowSums(z$u[[1]] * z$x[[1]]) / ifelse(vary, xx, 1), 1) else rep(beta_fixed, nrow(G))
    b <- ifelse(is.na(beta_fixed) & enough(z$smallest), pmin(pmax(b, 0), 1), b)
    omega <- z$treated[, S + 1 + seq_len(S), drop = FALSE]
    e <- lapply(seq_len(S), function(s) (z$u[[s + 1]] - b * z$x[[s + 1]]) / omega[, s])
    theta <- (z$theta[, 1 + seq_len(S), drop = FALSE] - b * z$base[, 1 + seq_len(S), drop = FALSE]) / omega
    square <- function(e) rowSums(e^2)
    cbind(theta, vapply(e, square, numeric(nrow(G))), theta[, -1] - theta[, 1],
          vapply(e[-1], function(x) square(x - e[[1]]), numeric(nrow(G))), omega, z$smallest)
  })
  seen <- vapply(ns, sum, 0)
  studentized <- plan$statistic != "estimate" && min(found[, ncol(found)]) > 1
  named <- c(v, paste0(v[-1], "-", v[1])); at <- c(seq_len(S), 2 * S + seq_len(S - 1))
  made <- lapply(seq_along(named), function(j) {
    e <- found[, at[j]]; V <- found[, at[j] + if (j > S) S - 1 else S]; who <- if (j > S) c(j - S + 1, 1) else j
    if (!is.finite(e[1])) return(NULL)
    row <- blank(paste0(label, "[", group, "=", named[j], "]"), plan$estimand, "treated", plan$variance, sum(seen[who]))
    if (plan$estimand == "time-averaged") row$term <- paste0("time-averaged", suffix)
    row$estimate <- e[1]; se <- sqrt(V[1]); ok <- V > 1e-20 * spread^2
    if (!randomized) row <- with_t(row, if (found[1, ncol(found)] < 2) NA else V[1], degrees)
    else {
      t <- ifelse(!is.finite(e), Inf, if (!studentized) e else ifelse(ok, e / sqrt(ifelse(ok, V, 1)), Inf))
      row$p.value <- (1 + sum(reaches(t[-1], t[1], largest(t)))) / (1 + R)
      critical <- sort(abs(t), decreasing = TRUE)[floor((1 - level) * (R + 1) + 1e-9) + 1]
      half <- critical * if (studentized) se else 1
      if (ok[1]) row$std.error <- se
      if (is.finite(t[1])) row$statistic <- t[1]
      row$conf.low <- e[1] - half; row$conf.high <- e[1] + half
    }
    small <- any(vapply(who, function(s) sides(paste(id(row), v[s]), planned, ns[[s]], kr[[s]]), TRUE))
    list(row = row, small = small, name = id(row), omega = if (j <= S) found[1, 4 * S - 2 + j] else NA)
  })
  made
}

if (!is.null(planned)) for (group in groups) {
  made <- Filter(Negate(is.null), subgroup_rows(group))
  made <- Filter(is.list, made)
  hidden <- vapply(made, function(m) m$small, TRUE)
  lone <- any(hidden)  # a hidden group must not follow from the others and the whole
  for (m in made) {
    if (lone) m$row$nobs <- NA_real_
    put(if (m$small) hide(m$row) else m$row)
    if (!m$small && randomized) fact(m$name, R = R)
    if (!lone && !is.na(m$omega)) fact(m$name, omega = m$omega)
  }
}
if (rule == "planned" && randomized) {
  if (!is.null(planned)) average_row(plan$estimand, first$row$term, planned, "neyman")
  for (l in names(by_lag)) average_row("by-lag", paste0("lag=", l), list(kind = "lag", lag = as.integer(l)), "neyman")
}

# ---- 9  Did anything move before the start? -----------------------------------------------------
before <- by_lag[as.integer(names(by_lag)) < -1 - d]
if (randomized && rule != "planned" && length(before)) {
  studentized <- plan$statistic != "estimate" && all(vapply(before, function(b) min(b$smallest), 0) > 1)
  z <- vapply(before, function(b) {
    t <- statistics(b$z, 0, enough(b$smallest), studentized)$t
    t[!is.finite(b$smallest)] <- Inf
    if (studentized) t else t / sqrt(mean(t[is.finite(t)]^2))
  }, numeric(R + 1))
  share <- function(t) (1 + sum(reaches(t[-1], t[1], max(abs(t[1]), largest(t[-1]))))) / (1 + R)
  test <- function(term, t) {
    row <- blank(label, "lag-tests", term, "randomization"); row$df <- ncol(z); row$p.value <- share(t)
    if (is.finite(t[1])) row$statistic <- t[1]
    fact(id(put(row)), R = R, mc_error = sqrt(row$p.value * (1 - row$p.value) / R))
  }
  test("placebo", apply(abs(z), 1, max))
  finite <- rowSums(!is.finite(z)) == 0
  e <- eigen(crossprod(z[finite, , drop = FALSE]) / sum(finite), symmetric = TRUE)
  keep <- e$values > 1e-10 * max(e$values)
  form <- rowSums(sweep(ifelse(is.finite(z), z, 0) %*% e$vectors[, keep, drop = FALSE], 2, sqrt(e$values[keep]), "/")^2)
  test("placebo-quadratic", ifelse(finite, form, Inf))
}

# ---- 10  Out ------------------------------------------------------------------------------------
for (g in seq_len(K)) facts[[length(facts) + 1]] <- data.frame(row = "design",
  key = paste0("N_g[", if (starts[g] > nt) "later" else periods$id[starts[g]], "]"), value = sizes_of[1, g])
effects <- do.call(rbind, rows); facts <- do.call(rbind, facts); notes <- do.call(rbind, notes)
draw_lags <- function() {
  show <- effects[effects$estimand == "by-lag" & effects$variance == plan$variance & !is.na(effects$estimate), ]
  x <- as.integer(sub("^lag=(-?[0-9]+).*", "\\1", show$term)); limits <- c(show$conf.low, show$conf.high, show$estimate, 0)
  plot(x, show$estimate, pch = 19, xlab = "lag (0: first treated period)", ylab = paste("effect,", plan$scale),
       ylim = range(limits[is.finite(limits)]), main = label)
  abline(h = 0, col = "grey50"); abline(v = -0.5, lty = 3)
  span <- par("usr")[3:4]
  segments(x, pmax(show$conf.low, span[1]), x, pmin(show$conf.high, span[2]))
  if (plan$rehearsal == "TRUE") text(mean(par("usr")[1:2]), mean(span), "REHEARSAL", cex = 4, col = "#FF000055", srt = 30)
}
for (f in c("out", "inside")) dir.create(inside(f), showWarnings = FALSE)
write_table(effects, inside("out", "effects.csv"))
write_table(facts, inside("out", "facts.csv"))
write_table(notes, inside("out", "checks.csv"))
hidden_part <- any(is.na(notes$value[notes$check %in% c("outside", "late", "unknown")]))
md5 <- function(f) if (file.exists(inside(f))) unname(tools::md5sum(inside(f))) else NA
write_table(data.frame(key = c("plan.csv", "read.R", "R", "input", "rows"), value = c(md5("plan.csv"), md5("read.R"),
  R.version$version.string, if (is_cells) "cells" else "pupils", if (hidden_part) "NA" else digits(nrow(table)))),
  inside("out", "run.csv"))
write_table(do.call(rbind, behind), inside("inside", "behind.csv"))
drawn <- tryCatch({
  png(inside("out", "events.png"), 900, 600); draw_lags(); dev.off(); TRUE
}, error = function(e) FALSE, warning = function(w) FALSE)
if (!drawn) {
  graphics.off(); unlink(inside("out", "events.png")); pdf(inside("out", "events.pdf"), 9, 6); draw_lags(); invisible(dev.off())
  message("This machine draws no PNG: out/events.pdf stands in its place.")
}
if (file.exists(inside("expected.csv"))) {
  e <- read_table(inside("expected.csv")); at <- match(do.call(paste, e[c("outcome", "estimand", "term", "variance")]),
    do.call(paste, effects[c("outcome", "estimand", "term", "variance")]))
  values <- c("estimate", "std.error", "p.value", "conf.low", "conf.high")
  apart <- unlist(lapply(values, function(v) abs(suppressWarnings(as.numeric(e[[v]])) - effects[[v]][at])))
  message("Largest difference from expected.csv: ", digits(max(0, apart[is.finite(apart)])), " (", sum(is.na(at)), " rows not found)")
}
message("Done: out/ may be taken out when it has been checked; inside/ stays.")
