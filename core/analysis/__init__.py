"""Which images: cells, confusions, reasons, neighbours, maps, verdicts, exports."""
