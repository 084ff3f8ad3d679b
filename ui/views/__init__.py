"""The views of the web page, one a file; each shows itself by ``show()``."""
