"""The commands, one file a group; `ui.cli` puts them together."""
