"""Where things are kept: folders that are complete or absent, locks, jobs, progress."""
