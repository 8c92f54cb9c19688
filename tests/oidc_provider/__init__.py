"""A small OpenID Connect provider in a process of its own: `python -m tests.oidc_provider` (see __main__.py)."""
