"""Reports of runs: text, Markdown, HTML, JSON, JUnit and Prometheus."""
