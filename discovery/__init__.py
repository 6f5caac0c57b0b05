"""The door: campaigns, the command line, and the face for notebooks."""

__version__ = "0.1.0"
