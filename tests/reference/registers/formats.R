# Writes the enrolments of formats.csv as a SAS and a Stata data set with haven, so that other software's own bytes are
# read. R 4.2.2, haven 2.5.1 (ReadStat). Run in this folder: Rscript formats.R
library(haven)
d <- read.csv2("formats.csv", fileEncoding = "UTF-8", colClasses = "character", na.strings = "")
as_day <- function(x) as.Date(x, format = "%d-%m-%Y")
out <- data.frame(
  pupil = d$pupil, programme = d$programme, start = as_day(d$start), end = as_day(d$end),
  exit_code = d$exit_code, stringsAsFactors = FALSE)
write_dta(out, "formats.dta", version = 14)
suppressWarnings(write_sas(out, "formats.sas7bdat"))
# the same day numbers without a date format, as Statistics Denmark delivers them
bare <- out
bare$start <- as.numeric(out$start) + 3653
bare$end <- as.numeric(out$end) + 3653
suppressWarnings(write_sas(bare, "formats-bare.sas7bdat"))
