"""The front door: the commands of the terminal. Alone, with whatworks.py, knows click."""
