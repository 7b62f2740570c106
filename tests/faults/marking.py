"""Faults of XML: bombs, references to elsewhere, broken and strange documents."""

from __future__ import annotations

from typing import Any

from faults.kinds import (
    FINE,
    UNREADABLE,
    Expected,
    Fault,
    Scene,
)
from peer import answer

UTF_8_MARK = b"\xef\xbb\xbf"


def xml(
    name: str, expected: Expected, inner: bytes, *, before: bytes = b'<?xml version="1.0"?>', **parts: Any
) -> Fault:
    """Make a fault that a client meets which asks for XML; in *inner* %s is the good content."""

    def says(scene: Scene) -> bytes:
        return answer(before + inner.replace(b"%s", good_xml(scene)), scene.status, b"Content-Type: application/xml")

    return Fault(name, expected, says, xml=True, **parts)


def good_xml(scene: Scene) -> bytes:
    """The good answer's content as XML."""
    sids = [part.split(b'"')[2] for part in scene.body.split(b'"sid"')[1:]]
    messages = [
        b"<Message><Sid>" + part.split(b'"')[1] + b"</Sid></Message>" for part in scene.body.split(b'"sid"')[1:]
    ]
    inner = b"".join(messages)
    return b'<Messages page="0">' + inner + b"</Messages>" if len(sids) > 1 else inner


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
RESPONSE = b"<TwilioResponse>%s</TwilioResponse>"
XML = [
    xml("answers in XML", FINE, RESPONSE),
    xml("answers in XML with a namespace", FINE, b'<TwilioResponse xmlns="urn:x">%s</TwilioResponse>'),
    xml("answers in XML with comments", FINE, b"<TwilioResponse><!-- x -->%s</TwilioResponse>"),
    xml("answers in XML after a byte order mark", FINE, RESPONSE, before=UTF_8_MARK + b"<?xml version='1.0'?>"),
    xml("answers a billion laughs", UNREADABLE, b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]><x>&l9;</x>"),
    xml(
        "answers one entity a million times",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 50_000 + b"</x>",
    ),
    xml(
        "answers an entity that is a file",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ),
    xml(
        "answers an entity that is elsewhere",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]><x>&a;</x>',
    ),
    xml("answers a DTD that is elsewhere", UNREADABLE, b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + RESPONSE),
    xml("answers a parameter entity", UNREADABLE, b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/"> %a;]><x/>'),
    xml("answers an empty DTD", UNREADABLE, b"<!DOCTYPE TwilioResponse>" + RESPONSE),
    xml("answers an undeclared entity", UNREADABLE, b"<TwilioResponse>%s&a;</TwilioResponse>"),
    xml("answers half of the XML", UNREADABLE, b"<TwilioResponse>%s"),
    xml("answers two documents", UNREADABLE, RESPONSE + RESPONSE),
    xml(
        "answers in an encoding that nobody knows",
        UNREADABLE,
        RESPONSE,
        before=b'<?xml version="1.0" encoding="x-none"?>',
    ),
    xml(
        "answers in an encoding that it is not in",
        UNREADABLE,
        RESPONSE,
        before=b'<?xml version="1.0" encoding="utf-16"?>',
    ),
    xml("answers a zero byte", UNREADABLE, b"<TwilioResponse>%s\x00</TwilioResponse>"),
    xml("answers 100,000 elements in each other", UNREADABLE, b"<a>" * 100_000 + b"</a>" * 100_000),
    xml("answers 300,000 elements", UNREADABLE, b"<TwilioResponse>" + b"<a></a>" * 300_000 + b"</TwilioResponse>"),
    xml("answers another document", UNREADABLE, b"<rss><channel/></rss>"),
    xml("answers an empty document", UNREADABLE, b"<TwilioResponse/>"),
    xml("answers XML without a sid", UNREADABLE, b"<TwilioResponse><Message><To>x</To></Message></TwilioResponse>"),
]
