"""Start the provider on a free port of this machine, and say where on the first line: `http://127.0.0.1:PORT`.

`python -m tests.oidc_provider < known.json`: the client (`id`, `secret`, `redirect_uri`) and the `people`
(`email`, `name`, `email_is_verified`), who all have the same `password`. The environment variable PROVIDER_DATABASE
names the file of its database. It runs until it is ended.
"""

from __future__ import annotations

import json
import os
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request: a browser opens connections that it does not use at once."""

    daemon_threads = True


def fill(client: dict[str, str], people: list[dict[str, Any]], password: str) -> None:
    """Store the site as a client, and the people. Models can only be imported once Django is set up."""
    from oauth2_provider.models import Application

    from tests.oidc_provider.models import Person

    for about in people:
        person = Person(**about)
        person.set_password(password)
        person.save()
    Application.objects.create(
        name="Check your digital team",
        client_id=client["id"],
        client_secret=client["secret"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=client["redirect_uri"],
        algorithm=Application.RS256_ALGORITHM,
    )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oidc_provider.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill(**json.load(sys.stdin))
    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


main()
