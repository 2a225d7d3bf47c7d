// Cases to report.
