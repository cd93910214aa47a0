"""Templates and static files of the site; no logic."""
