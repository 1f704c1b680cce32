"""Step 11, plots: every figure of the pages and the command line."""
