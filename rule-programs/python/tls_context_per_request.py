"""A TLS context for each request, for which all authorities are loaded; or one."""

import ssl

import program

CONTEXT = ssl.create_default_context()


def connection(context: ssl.SSLContext) -> object:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()  # the first words to a server
    return None


def trigger() -> object:
    return connection(ssl.create_default_context())


def near_miss() -> object:
    return connection(CONTEXT)


if __name__ == "__main__":
    program.run(trigger, near_miss)
