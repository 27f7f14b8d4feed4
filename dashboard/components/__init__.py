"""What pages share: the sidebar and the components that Streamlit has no widget for."""
