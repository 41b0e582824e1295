# Tails and quantiles of the t, chi-squared, F and normal distributions.
#   Rscript tails.R > tails.csv
o <- function(f, a, b, c, v) cat(sprintf("%s,%.17g,%.17g,%.17g,%.17g\n", f, a, b, c, v))
cat("function,x,df1,df2,value\n")
for (df in c(0.5, 1, 2.5, 8.15946801309854, 22, 150.5, 1e5)) {
  for (x in c(1e-8, 0.01, 0.5, 1.96, 4, 12, 40)) o("t_two_sided", x, df, NA, 2 * pt(-x, df))
  for (p in c(1e-6, 0.005, 0.025, 0.3, 0.4999, 0.9, 0.975)) o("t_quantile", p, df, NA, qt(p, df)) }
for (df in c(0.7, 1, 2, 5.5, 40, 3000)) {
  for (x in c(0.001, 0.3, 3.84, 48.3, 200)) o("chi2_tail", x, df, NA, pchisq(x, df, lower.tail = FALSE))
  for (p in c(1e-5, 0.05, 0.5, 0.99)) o("chi2_quantile", p, df, NA, qchisq(p, df, lower.tail = FALSE)) }
for (d1 in c(1, 3, 12.5)) for (d2 in c(2, 9.3, 200)) {
  for (x in c(0.01, 0.8, 2.5, 19)) o("f_tail", x, d1, d2, pf(x, d1, d2, lower.tail = FALSE))
  for (p in c(1e-4, 0.05, 0.6)) o("f_quantile", p, d1, d2, qf(p, d1, d2, lower.tail = FALSE)) }
for (x in c(-37, -8, -1.96, 0.3, 5)) o("normal_cdf", x, NA, NA, pnorm(x))
for (p in c(1e-300, 1e-10, 0.02425, 0.3, 0.975)) o("normal_quantile", p, NA, NA, qnorm(p))
