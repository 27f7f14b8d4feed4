"""The decision rules: thresholds, costs, rejection, and their text in addresses."""
