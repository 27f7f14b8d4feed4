"""What Streamlit has no widget for: Python beside its JavaScript and CSS. They know no session."""
