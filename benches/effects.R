# The same in R, on any machine with the package staggered: Rscript benches/effects.R
suppressMessages(library(staggered))
L <- expand.grid(t = seq_len(72), i = seq_len(7785)); L$g <- 13 + (L$i - 1) %% 48; L$y <- as.numeric(runif(nrow(L)) < .4)
cat(sprintf("one studentised draw (staggered, 7,785 x 72 x 48): %.3f s\n",
            system.time(staggered(L, "i", "t", "g", "y", estimand = "simple"))["elapsed"]))
