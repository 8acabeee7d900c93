"""How a run is told: text, Markdown, HTML, JSON, and the history of runs."""
