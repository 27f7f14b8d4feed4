"""What the measurements of the canvas draw with: people's pen strokes, non-digits, a Sketchpad."""
