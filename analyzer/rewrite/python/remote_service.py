"""The Python package through which services are asked: the flags, the call, the answer, and its errors."""

import re
from collections.abc import Iterable

FILE = "packages/remote/__init__.py"
"""Where it lies below the folder that its code is imported from."""

_TEXT = '''\
"""Asks services over HTTP for what is else done in this process."""

import json
import logging
import os
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import httpx


class FeatureFlags:
    """Says which services are asked; where a flag is off, the work is done in this process."""

@flags@


ADDRESSES = {
@addresses@
}
"""The services' base addresses."""

TIMEOUT = httpx.Timeout(30.0)
"""Ends a call that takes too long."""


class RemoteError(Exception):
    """What a service answers where an operation fails (RFC 9457)."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.status, self.title, self.detail = status, title, detail


class Unreachable(RemoteError):
    """A service that did not answer, or not in time."""

    def __init__(self, operation: str, error: Exception) -> None:
        super().__init__(503, "Service Unavailable", f"{operation}: {error!r}")


def call(service: str, operation: str, sent: dict[str, Any]) -> Any:
    """What a service answers; raises RemoteError."""
    try:
        with httpx.Client(timeout=TIMEOUT) as client:
            response = client.post(f"{ADDRESSES[service]}/{operation}", **_request(sent))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(operation, error) from error
    return _answered(operation, response)


async def call_async(service: str, operation: str, sent: dict[str, Any]) -> Any:
    """What a service answers; raises RemoteError."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            response = await client.post(f"{ADDRESSES[service]}/{operation}", **_request(sent))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(operation, error) from error
    return _answered(operation, response)


def _request(sent: dict[str, Any]) -> dict[str, Any]:
    return {"content": json.dumps(sent), "headers": {"Content-Type": "application/json"}}


def _answered(operation: str, response: httpx.Response) -> Any:
    text, status = response.content, response.status_code
    said = read(text)
    if status == HTTPStatus.OK and (said is not None or text == b"null"):
        return said
    told = said if isinstance(said, dict) else {}
    raise RemoteError(status, str(told.get("title", "")), str(told.get("detail", operation)))


def read(text: bytes) -> Any:
    """The value of a JSON text, None where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def answer(work: Callable[..., Any], sent: Any) -> tuple[int, bytes]:
    """Status and body of what comes out of a call."""
    if not isinstance(sent, dict):
        return _failed(HTTPStatus.BAD_REQUEST, "the parameters are no JSON object")
    try:
        return HTTPStatus.OK, json.dumps(work(**sent)).encode()
    except Exception as error:
        logging.getLogger(__name__).exception("a call failed")
        return _failed(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


async def answer_async(work: Callable[..., Awaitable[Any]], sent: Any) -> tuple[int, bytes]:
    """Status and body of what comes out of a call."""
    if not isinstance(sent, dict):
        return _failed(HTTPStatus.BAD_REQUEST, "the parameters are no JSON object")
    try:
        return HTTPStatus.OK, json.dumps(await work(**sent)).encode()
    except Exception as error:
        logging.getLogger(__name__).exception("a call failed")
        return _failed(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def _failed(status: HTTPStatus, detail: str) -> tuple[int, bytes]:
    return status, json.dumps({"title": status.phrase, "status": status, "detail": detail}).encode()
'''

_SERVICE = re.compile(r'^    "([^"\n]+)": os\.environ\.get\("\w+_URL", ""\),$', re.MULTILINE)


def flag(service: str) -> str:
    """The flag of a service: use_new_ai_worker for ai-worker."""
    return "use_new_" + "_".join(re.findall(r"[A-Za-z0-9]+", service)).lower()


def package_text(services: Iterable[str]) -> bytes:
    """The package, with the flags of some services."""
    names = sorted(set(services))
    variables = {name: flag(name).removeprefix("use_new_").upper() for name in names}
    flags = (f'    {flag(n)} = os.environ.get("USE_NEW_{variables[n]}") == "true"' for n in names)
    addresses = (f'    "{n}": os.environ.get("{variables[n]}_URL", ""),' for n in names)
    text = _TEXT.replace("@flags@", "\n".join(flags)).replace("@addresses@", "\n".join(addresses))
    return text.encode()


def services_in(text: bytes) -> tuple[str, ...]:
    """The services of a package that was written before; none where a person has changed it."""
    found = tuple(_SERVICE.findall(text.decode("utf-8", "replace")))
    return found if package_text(found) == text else ()
