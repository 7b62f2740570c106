"""The default transports: HTTP/1.1 over connections of our own, behind httpx's transport interface.

    route      where a connection leads and through what: addresses, proxies, TLS; which transport is opened
    way        the way to one server, straight or through a proxy
    limits     how many connections, and how long each wait may be
    framing    the bytes of one request and of its answer
    idle       the connections that wait for their next request
    shared     one transport for a client and its copies
    sync       a request over a socket, for `Client`
    aio        a request over asyncio's protocols, for `AsyncClient`

They raise httpx's own exceptions. What these mean for a call is said in `_attempt`.
"""
