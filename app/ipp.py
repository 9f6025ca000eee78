"""Asking a CUPS server in its own language, IPP: what a queue says of itself, and a job.

`lpstat` cannot tell a job that was aborted from one that was printed. Source: RFC 8010
(encoding), RFC 8011 (attributes).
"""

import http.client
import itertools
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum

Value = str | int | bool | None
"""None where the server says that there is no value, or one of a kind that is not read here."""

Attributes = dict[str, tuple[Value, ...]]


class Operation(IntEnum):
    """What is asked for (RFC 8011, 5.4.15)."""

    JOB = 0x0009
    PRINTER = 0x000B


NOT_FOUND = 0x0406
_OPERATION, _END = 0x01, 0x03
_OBJECTS = (0x02, 0x04)  # the attributes of a job, of a printer
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_URI, _CHARSET, _LANGUAGE, _KEYWORD = 0x45, 0x47, 0x48, 0x44
_TEXTS = range(0x40, 0x4A)
_WITH_LANGUAGE = (0x35, 0x36)
_FIRST_VALUE_TAG = 0x10


class Unanswered(Exception):
    """The server could not be asked, or answered something else; `why` says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Local(http.client.HTTPConnection):
    """HTTP over a socket in the file system."""

    def __init__(self, place: str, patience: float) -> None:
        super().__init__("localhost", timeout=patience)
        self._place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._place)


def ask(
    server: str,
    operation: Operation,
    uri: str,
    wanted: tuple[str, ...],
    patience: float = 5.0,
) -> tuple[int, Attributes]:
    """Return the status of the answer, and the attributes that were wanted and are there.

    `server` is a path or "host:port", `uri` names the queue or the job. Raises Unanswered.
    """
    body = _request(operation, uri, wanted)
    try:
        line = _Local(server, patience) if server.startswith("/") else _remote(server, patience)
        with closing(line):
            line.request("POST", "/", body, {"Content-Type": "application/ipp"})
            answer = line.getresponse()
            data = answer.read()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unanswered(str(error) or type(error).__name__) from error
    if answer.status != http.client.OK:
        raise Unanswered(f"HTTP status {answer.status}")
    return read(data)


def _remote(server: str, patience: float) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server, timeout=patience)


def _request(operation: Operation, uri: str, wanted: tuple[str, ...]) -> bytes:
    target = "job-uri" if operation is Operation.JOB else "printer-uri"
    parts = (
        _attribute(_CHARSET, "attributes-charset", "utf-8"),
        _attribute(_LANGUAGE, "attributes-natural-language", "en"),
        _attribute(_URI, target, uri),
        *(
            _attribute(_KEYWORD, "requested-attributes" if at == 0 else "", name)
            for at, name in enumerate(wanted)
        ),
    )
    head = struct.pack(">BBHI", 2, 0, operation, 1)
    return head + bytes((_OPERATION,)) + b"".join(parts) + bytes((_END,))


def _attribute(tag: int, name: str, value: str) -> bytes:
    named, said = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(named)) + named + struct.pack(">H", len(said)) + said


def read(data: bytes) -> tuple[int, Attributes]:
    """Return the status and the attributes of the first job or printer in an answer.

    Raises Unanswered for what is no IPP.
    """
    try:
        (status,) = struct.unpack_from(">H", data, 2)
        found: Attributes = {}
        for group, name, value in _values(data):
            if group == 1:
                found[name] = (*found.get(name, ()), value)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise Unanswered("it did not answer in IPP") from error
    return status, found


def _values(data: bytes) -> Iterator[tuple[int, str, Value]]:
    """Yield each value with its name, and the number of its job or printer counted from 1."""
    at, name, group, count = 8, "", 0, itertools.count(1)
    while (tag := data[at]) != _END:
        at += 1
        if tag < _FIRST_VALUE_TAG:
            group = next(count) if tag in _OBJECTS else 0
            continue
        said, at = _piece(data, at)
        value, at = _piece(data, at)
        name = said.decode() or name
        yield group, name, _value(tag, value)


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end >= len(data):
        raise IndexError("cut short")
    return data[at + 2 : end], end


def _value(tag: int, data: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        number: int = struct.unpack(">i", data)[0]
        return number
    if tag == _BOOLEAN:
        return data != b"\x00"
    if tag in _TEXTS:
        return data.decode()
    if tag in _WITH_LANGUAGE:
        _, at = _piece(data + b"\x00", 0)
        return _piece(data + b"\x00", at)[0].decode()
    return None
