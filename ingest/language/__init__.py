"""From text to claims: casing, mentions, linking, coreference, frames, status and time, one a module."""
