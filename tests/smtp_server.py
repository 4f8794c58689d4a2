#!/usr/bin/env python3
"""A real SMTP server for the tests of the mailer: aiosmtpd on a port of 127.0.0.1, with faults.

Prints `listening PORT` once it answers, and appends every message that it takes to a file, one JSON
object a line. Ends when its standard input is closed, so that none outlives its test. It must not
be reached from outside this machine.

Needs aiosmtpd 1.4.6 (scripts/mail_server.txt).
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import socket
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

MODES = {
    "normal": "takes everything",
    "down": "prints a port on which nobody listens, and ends",
    "silent": "takes the connection and never says a word",
    "slow": "waits --delay seconds before it answers RCPT",
    "slow-data": "takes the message, waits --delay seconds, then says so",
    "busy": "answers the connection with 421",
    "greylist": "451 to the first RCPT of each address, then takes it",
    "no-such-user": "550 to RCPT",
    "sign-in-first": "530 to RCPT",
    "sender-refused": "550 to MAIL",
    "too-large": "552 to MAIL",
    "data-451": "takes RCPT, answers the message with 451",
    "data-550": "takes RCPT, answers the message with 550",
    "data-close": "takes the message, stores it, and closes without an answer",
    "data-garbage": "takes the message, stores it, and answers nonsense",
    "endless": "greets with a line that never ends",
}


def read_message(content):
    """What a mail reader shows of a message, so that no line of ours judges our own encoding."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in message.iter_parts()
    }
    return {
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "header_names": [name.lower() for name in message.keys()],
        "order": [part.get_content_type() for part in message.iter_parts()],
        "text": parts.get("text/plain"),
        "html": parts.get("text/html"),
        "defects": [str(one) for part in message.walk() for one in part.defects],
    }


class Handler:
    def __init__(self, options):
        self.options = options
        self.seen = set()
        self.connections = 0

    def store(self, session, envelope):
        row = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None or self.options.tls == "implicit",
            "login": session.auth_data.login.decode() if session.auth_data else None,
            "connections": self.connections,
            "raw": envelope.original_content.decode("latin-1"),
        }
        row.update(read_message(envelope.original_content))
        with open(self.options.store, "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if self.options.mode == "sender-refused":
            return "550 5.7.1 you may not send as that"
        if self.options.mode == "too-large":
            return "552 5.3.4 message too big"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        mode = self.options.mode
        if mode == "slow":
            await asyncio.sleep(self.options.delay)
        if mode == "no-such-user":
            return f"550 5.1.1 <{address}> no such user here"
        if mode == "sign-in-first":
            return "530 5.7.0 authentication required"
        if mode == "greylist" and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mode = self.options.mode
        if mode == "data-451":
            return "451 4.3.0 try again later"
        if mode == "data-550":
            return "550 5.7.1 this looks like spam"
        self.store(session, envelope)
        if mode == "data-close":
            server.transport.abort()
            return "250 never sent"
        if mode == "data-garbage":
            return "what?"
        if mode == "slow-data":
            await asyncio.sleep(self.options.delay)
        return "250 2.0.0 taken"

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        right = isinstance(auth_data, LoginPassword) and (
            auth_data.login.decode(),
            auth_data.password.decode(),
        ) == (self.options.user, self.options.password)
        return AuthResult(success=right, handled=False, auth_data=auth_data)


class Counted(SMTP):
    """Knows how many connections there are at once."""

    def connection_made(self, transport):
        # Encrypting makes a connection of the one that is there.
        if self.transport is None:
            self.event_handler.connections += 1
        super().connection_made(transport)

    def connection_lost(self, error):
        self.event_handler.connections -= 1
        super().connection_lost(error)


class Faulty(asyncio.Protocol):
    """The faults that come before a server would speak SMTP."""

    def __init__(self, mode):
        self.mode = mode

    def connection_made(self, transport):
        if self.mode == "busy":
            transport.write(b"421 4.3.2 too busy, closing\r\n")
            transport.close()
        elif self.mode == "endless":
            asyncio.get_running_loop().create_task(self.pour(transport))

    async def pour(self, transport):
        for _ in range(4096):
            if transport.is_closing():
                return
            transport.write(b"220-" + b"x" * 4092)
            await asyncio.sleep(0)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=MODES, default="normal")
    parser.add_argument("--store", help="the file that messages are appended to")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    return parser.parse_args()


def tls_context(options):
    if options.tls == "none":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)
    return context


def session_factory(options, handler, context):
    if options.mode in ("silent", "busy", "endless"):
        return lambda: Faulty(options.mode)
    upgrade = context if options.tls == "starttls" else None
    return lambda: Counted(
        handler,
        hostname="mail.test",
        ident="test server",
        tls_context=upgrade,
        require_starttls=upgrade is not None,
        authenticator=handler.authenticate if options.user else None,
        auth_required=bool(options.user),
        auth_require_tls=upgrade is not None,
        enable_SMTPUTF8=False,
        timeout=60,
    )


async def serve(options):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if options.mode == "down":
        listener.close()
        print(f"listening {port}", flush=True)
        return
    context = tls_context(options)
    server = await asyncio.get_running_loop().create_server(
        session_factory(options, Handler(options), context),
        sock=listener,
        ssl=context if options.tls == "implicit" else None,
    )
    print(f"listening {port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    # A sign-in without encryption is what some of the tests want.
    warnings.simplefilter("ignore")
    asyncio.run(serve(arguments()))
