"""The read-only API: what a member reads on pages, for programs, with the same small numbers hidden."""
