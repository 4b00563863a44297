"""What there is to load: paths, archives and tables, met in an order that depends on their names alone."""
