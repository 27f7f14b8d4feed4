"""Images and labels from the files that people have: one reader for every command and page."""
