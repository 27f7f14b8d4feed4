"""What the canvas app is made of, beside its page: pad.html, pad.css and pad.js."""
