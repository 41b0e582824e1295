# read.R - the only file to edit. It makes the table d: one row for each pupil, columns
#   programme   as in members.csv            period   as in plan.csv (or let the lines below find it)
#   outcome     0, 1 or empty (of days: the days kept)   and the covariates that README.md names
# or one row for each programme and period, with columns n (pupils with a known outcome) and k.

# 1 Read what the machine holds: one of these lines, with your own path.
# raw <- read.csv("pupils.csv", encoding = "UTF-8")
# raw <- read.csv2("pupils.csv", encoding = "UTF-8")          # semicolons, decimal commas
# raw <- haven::read_sas("pupils.sas7bdat")                   # SAS
# raw <- haven::read_dta("pupils.dta")                        # Stata
# raw <- arrow::read_parquet("pupils.parquet")                # Parquet
if (!exists("raw", mode = "list")) fail("read.R reads nothing yet: edit its first part, or give a table: Rscript analyse.R TABLE")

# 2 Name the columns. pupil: an id within this machine; start: first day of the enrolment.
d <- data.frame(pupil = raw$pupil, programme = raw$programme, start = as.Date(raw$start), outcome = raw$outcome)
# Further columns that README.md names, such as d$female <- as.integer(raw$sex == "F")
# Where the machine names programmes by other columns (lodtrin bridge --keys INSTNR,UDD):
# d$programme <- members$programme[match(paste(raw$INSTNR, raw$UDD), paste(members$INSTNR, members$UDD))]

# 3 The period is the one that the start lies in; a pupil counts where first enrolled.
d$period <- period_of(d$start)
d <- d[!is.na(d$period) & d$programme %in% c(members$programme, units), ]
d <- d[order(d$pupil, d$start), ]
d <- d[!duplicated(d$pupil), ]

# 4 If needed: the last period whose follow-up has ended for everybody (the default: the last one with a
# known outcome), and a larger smallest count than the plan's.
# last_period <- "2027F"
# minimum <- 10
