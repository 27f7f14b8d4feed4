// Streamlit's page looks for its server below its own address first (/thresholds/_stcore/health),
// which is 404 twice at every page that is opened directly, unless it is told.
window.__streamlit = { BACKEND_BASE_URL: location.origin + "/" };
