"""The only package that touches session state, query parameters and Streamlit's caches."""
