"""Tables to plotly figures, shared by the dashboard and the report."""
