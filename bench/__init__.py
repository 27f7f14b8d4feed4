"""What is measured: each module prints lines of JSON."""
