"""The Python text of an operation that becomes a call: its switch, its client, and its route."""

from collections.abc import Iterable
from typing import NamedTuple

from analyzer.rewrite.python.remote_service import flag
from analyzer.rewrite.python.remote_signature import Signature


class Call(NamedTuple):
    """An operation: its name, the modules that it and the package of the flags have, and its signature."""

    service: str
    name: str
    module: str
    package: str
    signature: Signature

    @property
    def local(self) -> str:
        """What the code of today is called from then on."""
        return f"{self.name}_local"

    @property
    def remote(self) -> str:
        """The function that asks the service, and its module."""
        return f"{self.name}_remote"


class Router(NamedTuple):
    """How a framework takes a route: the package by which its use is known, and the text of the route."""

    package: str
    imports: str
    text: str


ROUTERS = (
    Router(
        "fastapi",
        "from typing import Any\n\nfrom fastapi import APIRouter, Body, Response\n",
        '''\
{define} serve_{name}(sent: Any = Body(...)) -> Response:
    """Answer a call by the work of this process."""
    status, said = {answer}({local}, sent)
    return Response(said, status, media_type="application/json")


def mount_{name}(router: APIRouter) -> None:
    """Let a router answer the calls."""
    router.add_api_route("/{name}", serve_{name}, methods=["POST"])
''',
    ),
    Router(
        "flask",
        "from flask import Flask, Response, request\n",
        '''\
{define} serve_{name}() -> Response:
    """Answer a call by the work of this process."""
    status, said = {answer}({local}, request.get_json(silent=True))
    return Response(said, status, mimetype="application/json")


def mount_{name}(router: Flask) -> None:
    """Let an application answer the calls."""
    router.add_url_rule("/{name}", "{name}", serve_{name}, methods=["POST"])
''',
    ),
    Router(
        "django",
        "from django.http import HttpRequest, HttpResponse\nfrom django.urls import URLPattern, path\n"
        "from django.views.decorators.csrf import csrf_exempt\n",
        '''\
@csrf_exempt
{define} serve_{name}(request: HttpRequest) -> HttpResponse:
    """Answer a call by the work of this process."""
    status, said = {answer}({local}, read(request.body))
    return HttpResponse(said, status=status, content_type="application/json")


def mount_{name}(router: list[URLPattern]) -> None:
    """Let a list of URLs answer the calls."""
    router.append(path("{name}", serve_{name}))
''',
    ),
    Router(
        "",
        "from collections.abc import Callable\nfrom http import HTTPStatus\nfrom typing import Any\n",
        '''\
def serve_{name}(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer a call by the work of this process (WSGI)."""
    sent = read(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    status, said = {answer}({local}, sent)
    start_response(f"{{status:d}} {{HTTPStatus(status).phrase}}", [("Content-Type", "application/json")])
    return [said]


def mount_{name}(router: dict[str, Callable[..., list[bytes]]]) -> None:
    """Let a table of paths answer the calls."""
    router["/{name}"] = serve_{name}
''',
    ),
)
"""The last one needs no framework."""


def switch_text(call: Call) -> str:
    """The body of the function under its old name, in a function of that name."""
    wait = "await " if call.signature.is_async else ""
    given = ", ".join([*call.signature.parameters, *(f"{name}={name}" for name in call.signature.keywords)])
    return (
        f"{wait.replace('await', 'async')}def {call.name}():\n"
        f'    """Ask the service {call.service} where its flag is on, else do the work in this process."""\n'
        f"    if FeatureFlags.{flag(call.service)}:\n"
        f"        return {wait}{call.remote}({given})\n"
        f"    return {wait}{call.local}({given})\n"
    )


def client_text(call: Call, future: bool) -> bytes:
    """The module of the client, whose types are read late where the old module's are."""
    signature = call.signature
    wait, asked = ("await ", "call_async") if signature.is_async else ("", "call")
    sent = ", ".join(f'"{name}": {name}' for name in signature.sent)
    ask = f'{wait}{asked}("{call.service}", "{call.name}", {{{sent}}})'
    body = f"    {ask}\n"
    if signature.result != "None":
        held = next(each for each in ("answer", "answered", "reply") if each not in signature.sent)
        body = f"    {held}: {signature.result} = {ask}\n    return {held}\n"
    typing = f"from typing import {', '.join(sorted(signature.typing))}\n" if signature.typing else ""
    late = "from __future__ import annotations\n" if future else ""
    groups = (late, typing, f"from {call.package} import {asked}\n")
    return (
        f'"""Asks the service {call.service} for {call.name}."""\n\n'
        + _groups(groups)
        + f"\n\n{wait.replace('await', 'async')}def {call.remote}{signature.text}:\n"
        f'    """Ask the service; raises RemoteError where that fails."""\n{body}'
    ).encode()


def service_text(call: Call, router: Router) -> bytes:
    """The module of the route."""
    is_async = call.signature.is_async
    answer, define = ("await answer_async", "async def") if is_async else ("answer", "def")
    if is_async and not router.package:
        answer, define = "asyncio.run(answer_async", "def"
    names = [answer.rpartition(" ")[2].rpartition("(")[2], *(["read"] if "read(" in router.text else [])]
    own = [f"from {call.module} import {call.local}\n", f"from {call.package} import {', '.join(names)}\n"]
    text = router.text.format(name=call.name, local=call.local, define=define, answer=answer)
    if answer.startswith("asyncio"):
        text = text.replace(f"({call.local}, sent)", f"({call.local}, sent))")
    first = "import asyncio\n" if answer.startswith("asyncio") else ""
    groups = (first + router.imports, "".join(sorted(own)))
    return (f'"""Answers what {call.remote} asks."""\n\n' + _groups(groups) + f"\n\n{text}").encode()


def _groups(groups: Iterable[str]) -> str:
    return "\n".join(group for group in groups if group)
