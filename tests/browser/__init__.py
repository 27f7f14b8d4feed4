"""Tests that drive Chromium; a package, so that its files may be named as those beside it."""
