"""Settings, URLs and the table of recurring jobs."""
