"""The default transports: HTTP/1.1 over connections of our own, behind httpx's transport interface.

    route      where a connection leads and through what: addresses, proxies, TLS; which transport is opened
    framing    the bytes of one request and of its answer
    idle       the connections that wait for their next request
    sync       a request over a socket, for `Client`
    aio        a request over asyncio's streams of bytes, for `AsyncClient`

They raise httpx's own exceptions. What these mean for a call is said in `_transport`.
"""
