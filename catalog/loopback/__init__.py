"""Who is at the other end of a connection on this machine: for the local catalog and for those who call it.

Takes ports, connections and the local catalog's folder; gives the user a socket belongs to, the catalog's
token, and whether what listens on a port can prove that it knows the token. Never sends the token, nor
anything else than a question. Needs the standard library and `catalog.files` alone.
"""
