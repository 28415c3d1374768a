"""Glue operations that Moto lacks or gets wrong, one module a kind."""
