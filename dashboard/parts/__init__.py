"""Pieces that several pages share; they may use the session and the widgets."""
