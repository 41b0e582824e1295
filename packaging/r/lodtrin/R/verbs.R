# The verbs: each returns a data frame with the columns that the program prints.

lod_effect <- function(data, unit, period, start, outcome, size = NULL, stratum = NULL, covariates = NULL,
                       subgroups = NULL, estimator = NULL, estimand = NULL, variance = NULL, ..., binary = NULL) {
  columns <- list(unit = lod_column(data, unit, "unit"))
  periods <- lod_column(data, period, "period")
  starts <- lod_column(data, start, "start")
  args <- c("effect", "--unit=unit", "--period=period", "--start=start")
  if (!is.numeric(periods) && any(is.na(suppressWarnings(as.Date(periods, format = "%Y-%m-%d"))))) {
    # labels in the order of their factor, else sorted; the program sees their numbers
    labels <- if (is.factor(data[[period]])) levels(data[[period]]) else sort(unique(periods), method = "radix")
    unknown <- setdiff(starts[!is.na(starts) & nzchar(starts) & !tolower(starts) %in% "inf"], labels)
    if (length(unknown)) stop("`start` names no period: ", paste(unknown, collapse = ", "), call. = FALSE)
    periods <- match(periods, labels)
    starts <- match(starts, labels)
  }
  columns$period <- periods
  columns$start <- starts
  renamed <- function(names, prefix, what) {
    if (is.null(names)) return(character())
    own <- paste0(prefix, seq_along(names))
    for (i in seq_along(names)) columns[[own[[i]]]] <<- lod_column(data, names[[i]], what)
    setNames(names, own)
  }
  outcomes <- renamed(outcome, "y", "outcome")
  args <- c(args, paste0("--outcome=", paste(names(outcomes), collapse = ",")))
  if (!is.null(size)) { columns$size <- lod_column(data, size, "size"); args <- c(args, "--size=size") }
  if (!is.null(stratum)) { columns$stratum <- lod_column(data, stratum, "stratum"); args <- c(args, "--stratum=stratum") }
  adjusted <- renamed(covariates, "x", "covariates")
  if (length(adjusted)) args <- c(args, paste0("--covariates=", paste(names(adjusted), collapse = ",")))
  groups <- renamed(subgroups, "g", "subgroups")
  if (length(groups)) args <- c(args, paste0("--subgroups=", paste(names(groups), collapse = ",")))
  args <- c(args, lod_flags(list(estimator = estimator, estimand = estimand, variance = variance, ...)))
  path <- lod_file(columns)
  on.exit(unlink(path))
  table <- lod_table(lod_call(c(args, paste0("--data=", path), "--format=csv"), binary)$text)
  back <- function(text) {
    for (own in names(groups)) text <- sub(paste0("[", own, "="), paste0("[", groups[[own]], "="), text, fixed = TRUE)
    text
  }
  base <- sub("\\[.*$", "", table$outcome)
  known <- base %in% names(outcomes)
  rest <- substring(table$outcome, nchar(base) + 1L)
  table$outcome[known] <- paste0(outcomes[base[known]], rest[known])
  table$outcome <- back(table$outcome)
  table$term <- back(table$term)
  table
}

lod_absence <- function(data, cluster, days, time, event, dropout, competing = NULL, covariates = NULL, ..., binary = NULL) {
  happened <- as.character(lod_column(data, event, "event"))
  both <- intersect(dropout, competing)
  if (length(both)) stop("`dropout` and `competing` share ", paste(both, collapse = ", "), call. = FALSE)
  kind <- ifelse(happened %in% as.character(dropout), "d", ifelse(happened %in% as.character(competing), "c", "n"))
  columns <- list(cluster = lod_column(data, cluster, "cluster"), days = lod_column(data, days, "days"),
                  time = lod_column(data, time, "time"), event = kind)
  args <- c("absence", "--cluster=cluster", "--days=days", "--time=time", "--event=event", "--dropout=d")
  if (length(competing)) args <- c(args, "--competing=c")
  if (!is.null(covariates)) {
    own <- paste0("x", seq_along(covariates))
    for (i in seq_along(covariates)) columns[[own[[i]]]] <- lod_column(data, covariates[[i]], "covariates")
    args <- c(args, paste0("--covariates=", paste(own, collapse = ",")))
  }
  args <- c(args, lod_flags(list(...)))
  path <- lod_file(columns)
  on.exit(unlink(path))
  table <- lod_table(lod_call(c(args, paste0("--data=", path), "--format=csv"), binary)$text)
  for (i in seq_along(covariates)) {
    whole <- paste0("(^|[^A-Za-z0-9])x", i, "($|[^A-Za-z0-9])")
    text <- vapply(table, is.character, NA)
    table[text] <- lapply(table[text], function(v) {
      hit <- grepl(whole, v)
      v[hit] <- sub(paste0("x", i), covariates[[i]], v[hit], fixed = TRUE)
      v
    })
  }
  table
}

lod_power <- function(..., study = NULL, binary = NULL) {
  args <- c("power", lod_flags(list(...)), "--format=csv")
  if (!is.null(study)) args <- c(args, lod_path(study, "study"))
  lod_table(lod_call(args, binary)$text)
}

lod_balance <- function(study, ..., binary = NULL) {
  args <- c("balance", lod_flags(list(...)), "--format=csv", lod_path(study, "study"))
  lod_table(lod_call(args, binary)$text)
}

lod_verify <- function(path, results = FALSE, key_file = NULL, binary = NULL) {
  args <- c("verify", "--format=json", lod_path(path, "path"))
  if (isTRUE(results)) args <- c(args, "--results")
  if (!is.null(key_file)) args <- c(args, paste0("--key-file=", lod_path(key_file, "key_file")))
  done <- lod_call(args, binary, ok = c(0L, 1L))
  answer <- lod_json(done$text)
  text <- function(x) if (is.null(x)) NA_character_ else as.character(x)
  rows <- lapply(answer$verdicts, function(v) {
    data.frame(check = text(v$check), holds = if (is.null(v$holds)) NA else isTRUE(v$holds) || identical(v$holds, "yes"),
               says = text(v$says), stringsAsFactors = FALSE)
  })
  table <- if (length(rows)) do.call(rbind, rows) else {
    data.frame(check = character(), holds = logical(), says = character(), stringsAsFactors = FALSE)
  }
  attr(table, "answer") <- if (done$status == 0L) "yes" else "no"
  attr(table, "not_checked") <- vapply(answer$not_checked, text, "")
  table
}

lod_read <- function(study) {
  study <- lod_path(study, "study")
  files <- c(effects = "results/effects.csv", absence = "results/absence.csv", balance = "results/balance.csv",
             panel = "data/panel.csv")
  there <- files[file.exists(file.path(study, files))]
  if (!length(there)) {
    stop("there is nothing to read in `", study, "`: run `lodtrin ingest` and `lodtrin effect` there first", call. = FALSE)
  }
  lapply(there, function(f) lod_table(readLines(file.path(study, f), encoding = "UTF-8", warn = FALSE)))
}
