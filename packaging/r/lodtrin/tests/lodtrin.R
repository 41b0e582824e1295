# Run against the binary: LODTRIN_BINARY, or the one on the path. Without one nothing is tested, and that is said; under CI it
# is a failure.
library(lodtrin)

binary <- Sys.getenv("LODTRIN_BINARY", unname(Sys.which("lodtrin")))
if (!nzchar(binary)) {
  if (nzchar(Sys.getenv("CI"))) stop("there is no lodtrin on the path: set LODTRIN_BINARY")
  message("not run: there is no lodtrin on the path")
  quit("no")
}
options(lodtrin.binary = binary)

# one period, two treated and two waiting units: the difference in means by hand
data <- data.frame(check.names = FALSE, stringsAsFactors = FALSE,
  "a unit; rm -rf $HOME" = rep(c("Kok \"nord\"", "S\u00f8en", "c", "d", "e", "f"), each = 3),
  "the period" = rep(c("for\u00e5r", "midt", "slut"), 6),
  "begins `x`" = rep(c("midt", "midt", "midt", "slut", "slut", "slut"), each = 3),
  "y, & more" = c(0, 1, 1, 0, 2, 1, 1, 3, 1, 0, 0, 4, 1, 1, 2, 0, 2, 5))
names <- names(data)
data[["the period"]] <- factor(data[["the period"]], levels = c("for\u00e5r", "midt", "slut"))
found <- suppressWarnings(lod_effect(data, names[1], names[2], names[3], names[4], estimator = "difference-in-means",
                                     estimand = "simple", variance = "neyman"))
stopifnot(identical(names(found)[1:6], c("outcome", "estimator", "estimand", "term", "scale", "estimate")),
          identical(found$outcome[[1]], names[4]), nrow(found) >= 1)
# in `midt` three units treated, three not yet; in `slut` all are: (1 + 2 + 3)/3 - (0 + 1 + 2)/3 = 1
stopifnot(abs(found$estimate[[1]] - 1) < 1e-12)

# errors carry their code, and stop
refused <- tryCatch(lod_effect(data, names[1], names[2], names[3], names[4], estimator = "no-such-estimator"),
                    error = function(e) e)
stopifnot(inherits(refused, "lodtrin_error"), nchar(refused$code) == 4)
injected <- tryCatch(lod_effect(data, names[1], names[2], names[3], names[4], estimator = "x; touch /tmp/owned"),
                     error = function(e) e)
stopifnot(inherits(injected, "error"), !inherits(injected, "lodtrin_error"))

# doubts are warnings with their kind
said <- list()
withCallingHandlers(
  lod_effect(data, names[1], names[2], names[3], names[4], estimator = "difference-in-means", variance = "neyman"),
  lodtrin_doubt = function(w) { said[[length(said) + 1L]] <<- w$code; invokeRestart("muffleWarning") })
stopifnot(all(vapply(said, is.character, NA)))

# power from a closed form
power <- suppressWarnings(lod_power(sequences = c(6, 6, 6, 6), size = 25, p0 = 0.25, p1 = 0.2, icc = 0.02))
stopifnot(nrow(power) >= 1, "power" %in% power$quantity, all(power$value[power$quantity == "power"] > 0))

# a study: drawn, balanced, verified; a changed schedule is a returned no
study <- file.path(tempfile("a study with blanks "), "s")
dir.create(dirname(study))
run <- function(...) stopifnot(system2(binary, shQuote(c(...)), stdout = FALSE, stderr = FALSE) == 0)
run("new", study, "--language", "en")
protocol <- readLines(file.path(study, "study.toml"), encoding = "UTF-8")
writeLines(sub("^source = \"drand\"", "source = \"dice\"", protocol), file.path(study, "study.toml"), useBytes = TRUE)
run("lock", study)
run("draw", study, "--dice", "anna=364251346251346251346251361", "--dice", "bo=1625346125346123456123456123")
balance <- suppressWarnings(lod_balance(study, draws = 99))
stopifnot(nrow(balance) >= 1)
verified <- suppressWarnings(lod_verify(study))
stopifnot(identical(attr(verified, "answer"), "yes"), all(verified$holds | is.na(verified$holds)),
          "lock" %in% verified$check)
schedule <- file.path(study, "lottery", "schedule.tsv")
lines <- readLines(schedule, encoding = "UTF-8")
last <- length(lines)
lines[c(last - 1L, last)] <- c(sub("\t[0-9]+$", "\t1", lines[last - 1L]), sub("\t[0-9]+$", "\t1", lines[last]))
con <- file(schedule, "wb")
writeLines(lines, con, sep = "\n", useBytes = TRUE)
close(con)
no <- suppressWarnings(lod_verify(study))
stopifnot(identical(attr(no, "answer"), "no"), any(no$holds %in% FALSE))
nothing <- tryCatch(lod_verify(dirname(study)), error = function(e) e)
stopifnot(inherits(nothing, "lodtrin_error"))
cat("all of it holds\n")
