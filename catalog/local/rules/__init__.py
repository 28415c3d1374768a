"""What Glue refuses and Moto does not: constraints, name folding, unknown operations, and faults."""
