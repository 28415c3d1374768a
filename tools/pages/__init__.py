"""The reference pages of docs/, written from the schemas and the command's parsers, and the site's links."""
