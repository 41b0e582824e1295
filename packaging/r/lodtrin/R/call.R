# Calling the binary: where it is, how arguments are quoted, how its errors and doubts become R's.

lod_binary <- function(binary = NULL) {
  if (is.null(binary)) binary <- getOption("lodtrin.binary")
  if (is.null(binary)) binary <- unname(Sys.which("lodtrin"))
  if (!is.character(binary) || length(binary) != 1L || is.na(binary) || !nzchar(binary)) {
    stop("the program `lodtrin` is not found: install it, or name it with ",
         "options(lodtrin.binary = \"path/to/lodtrin\") or the argument `binary`", call. = FALSE)
  }
  found <- if (file.exists(binary)) binary else unname(Sys.which(binary))
  if (!nzchar(found)) stop("there is no program `", binary, "`", call. = FALSE)
  normalizePath(found)
}

# A word of the program's own, never a user's text: names of methods, rules, flags.
lod_word <- function(x, what) {
  x <- as.character(x)
  if (anyNA(x) || !all(grepl("^[A-Za-z0-9._:-]+$", x)) || any(grepl("^-", x) & is.na(suppressWarnings(as.numeric(x))))) {
    stop("`", what, "` takes names of letters, digits, `.`, `_`, `:` and `-`", call. = FALSE)
  }
  paste(x, collapse = ",")
}

lod_number <- function(x, what) {
  if (!is.numeric(x) || !length(x) || anyNA(x)) stop("`", what, "` takes numbers", call. = FALSE)
  paste(format(x, digits = 15, scientific = FALSE, trim = TRUE, drop0trailing = TRUE), collapse = ",")
}

# `--flag value` for what is given; words and numbers only.
lod_flags <- function(given) {
  given <- given[!vapply(given, is.null, logical(1))]
  out <- character()
  for (name in names(given)) {
    if (!grepl("^[a-z][a-z0-9_.]*$", name)) stop("`", name, "` is no argument", call. = FALSE)
    flag <- paste0("--", gsub("[_.]", "-", name))
    value <- given[[name]]
    if (is.logical(value) && length(value) == 1L && !is.na(value)) {
      if (value) out <- c(out, flag)
    } else if (is.numeric(value)) {
      out <- c(out, paste0(flag, "=", lod_number(value, name)))
    } else {
      out <- c(out, paste0(flag, "=", lod_word(value, name)))
    }
  }
  out
}

# Runs the program; warns its doubts, stops with its error, returns stdout and status.
lod_call <- function(args, binary = NULL, ok = 0L) {
  binary <- lod_binary(binary)
  out <- tempfile("lodtrin-out-")
  err <- tempfile("lodtrin-err-")
  on.exit(unlink(c(out, err)))
  old <- Sys.getenv(c("NO_COLOR", "COLUMNS"), unset = NA)
  Sys.setenv(NO_COLOR = "1", COLUMNS = "1000")
  on.exit(for (n in names(old)) if (is.na(old[[n]])) Sys.unsetenv(n) else do.call(Sys.setenv, as.list(old[n])), add = TRUE)
  quoted <- shQuote(enc2native(args), type = if (.Platform$OS.type == "windows") "cmd" else "sh")
  status <- suppressWarnings(system2(binary, quoted, stdout = out, stderr = err))
  said <- lod_said(readLines(err, encoding = "UTF-8", warn = FALSE))
  text <- readLines(out, encoding = "UTF-8", warn = FALSE)
  for (one in said$doubts) {
    warning(structure(class = c(paste0("lodtrin_", one$code), "lodtrin_doubt", "warning", "condition"),
                      list(message = paste0("[", one$code, "] ", one$text), call = NULL, code = one$code)))
  }
  if (!status %in% ok) {
    first <- if (length(said$errors)) said$errors[[1]] else {
      list(code = "unknown", text = paste(c("the program could not answer", lod_last(text)), collapse = ": "))
    }
    all <- vapply(said$errors, function(e) paste0("[", e$code, "] ", e$text), "")
    message <- if (length(all)) paste(all, collapse = "\n") else first$text
    stop(structure(class = c(paste0("lodtrin_", first$code), "lodtrin_error", "error", "condition"),
                   list(message = message, call = NULL, code = first$code)))
  }
  list(text = text, status = status)
}

lod_last <- function(text) if (length(text)) text[[length(text)]] else character()

# Errors and doubts of stderr: `error[R203]: …` and `warning[Kind]: …`, with the indented lines below each.
lod_said <- function(lines) {
  errors <- doubts <- list()
  at <- grep("^(error|warning)\\[[A-Za-z0-9]+\\]: ", lines)
  for (i in at) {
    end <- i
    while (end < length(lines) && grepl("^\\s", lines[[end + 1L]])) end <- end + 1L
    code <- sub("^(error|warning)\\[([A-Za-z0-9]+)\\]: .*$", "\\2", lines[[i]])
    text <- paste(c(sub("^(error|warning)\\[[A-Za-z0-9]+\\]: ", "", lines[[i]]), lines[seq_len(end - i) + i]), collapse = "\n")
    one <- list(code = code, text = text)
    if (startsWith(lines[[i]], "error")) errors <- c(errors, list(one)) else doubts <- c(doubts, list(one))
  }
  list(errors = errors, doubts = doubts)
}

# A table as the program prints it.
lod_table <- function(text) {
  text <- enc2utf8(text)
  read.csv(text = text, check.names = FALSE, stringsAsFactors = FALSE, encoding = "UTF-8", na.strings = "NA",
           strip.white = FALSE)
}

lod_path <- function(path, what) {
  if (!is.character(path) || length(path) != 1L || is.na(path) || !nzchar(path)) stop("`", what, "` is one path", call. = FALSE)
  path <- path.expand(path)
  if (!file.exists(path)) stop("there is no `", path, "`", call. = FALSE)
  # a path that begins with - is never taken for an option
  normalizePath(path, winslash = "/")
}

# Writes columns under names of our own, so that no user's text reaches a command line.
lod_file <- function(columns) {
  path <- tempfile("lodtrin-data-", fileext = ".csv")
  cell <- function(x) {
    if (is.logical(x)) x <- as.integer(x)
    if (is.numeric(x)) {
      text <- vapply(x, function(v) if (is.na(v)) "" else if (is.infinite(v)) "inf" else sprintf("%.17g", v), "")
      return(text)
    }
    x <- enc2utf8(as.character(x))
    x[is.na(x)] <- ""
    paste0("\"", gsub("\"", "\"\"", gsub("[\r\n]", " ", x)), "\"")
  }
  cells <- lapply(columns, cell)
  lines <- c(paste(names(columns), collapse = ","), do.call(paste, c(unname(cells), sep = ",")))
  con <- file(path, "wb")
  on.exit(close(con))
  writeLines(enc2utf8(lines), con, useBytes = TRUE)
  path
}

lod_column <- function(data, name, what) {
  if (!is.data.frame(data)) stop("`data` is a data frame", call. = FALSE)
  if (!is.character(name) || length(name) != 1L || !name %in% names(data)) {
    stop("`", what, "` names no column of the data: ", paste(name, collapse = ", "), call. = FALSE)
  }
  x <- data[[name]]
  if (is.factor(x)) as.character(x) else if (inherits(x, "Date")) format(x) else x
}
