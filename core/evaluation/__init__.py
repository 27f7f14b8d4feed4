"""Scores and what is computed from them: metrics, curves, intervals, calibration."""
