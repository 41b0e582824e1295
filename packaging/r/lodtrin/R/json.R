# Just enough JSON for what the program prints; arrays become lists, null becomes NULL.

lod_json <- function(text) {
  chars <- strsplit(enc2utf8(paste(text, collapse = "\n")), "", fixed = TRUE)[[1]]
  at <- 1L
  peek <- function() if (at <= length(chars)) chars[[at]] else stop("the JSON ends too early", call. = FALSE)
  blank <- function() while (at <= length(chars) && chars[[at]] %in% c(" ", "\n", "\r", "\t")) at <<- at + 1L
  word <- function(w) at <<- at + nchar(w)
  string <- function() {
    at <<- at + 1L
    out <- character()
    while (peek() != "\"") {
      c <- peek()
      if (c == "\\") {
        at <<- at + 1L
        e <- peek()
        if (e == "u") {
          c <- intToUtf8(strtoi(paste(chars[at + 1:4], collapse = ""), 16L))
          at <<- at + 4L
        } else {
          c <- switch(e, n = "\n", t = "\t", r = "\r", b = "\b", f = "\f", e)
        }
      }
      out[[length(out) + 1L]] <- c
      at <<- at + 1L
    }
    at <<- at + 1L
    paste(out, collapse = "")
  }
  value <- function() {
    blank()
    c <- peek()
    if (c == "{") return(many("}", TRUE))
    if (c == "[") return(many("]", FALSE))
    if (c == "\"") return(string())
    if (c == "t") { word("true"); return(TRUE) }
    if (c == "f") { word("false"); return(FALSE) }
    if (c == "n") { word("null"); return(NULL) }
    from <- at
    while (at <= length(chars) && grepl("[-+0-9.eE]", chars[[at]])) at <<- at + 1L
    as.numeric(paste(chars[from:(at - 1L)], collapse = ""))
  }
  many <- function(end, named) {
    at <<- at + 1L
    out <- list()
    blank()
    while (peek() != end) {
      key <- NULL
      if (named) {
        blank()
        key <- string()
        blank()
        at <<- at + 1L
      }
      v <- value()
      out <- c(out, if (named) lod_named(key, v) else list(v))
      blank()
      if (peek() == ",") { at <<- at + 1L; blank() }
    }
    at <<- at + 1L
    out
  }
  value()
}

lod_named <- function(key, value) {
  out <- list(value)
  names(out) <- key
  out
}
