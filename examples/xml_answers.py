"""Ask Twilio for XML: the same models come out of it, and the answer itself is there for who wants to see it.

It runs in a sandbox, so it costs nothing; with an account, make the client with `Client(format="xml")`.
"""

from twilio_lite.sandbox import Sandbox

sandbox = Sandbox()
with sandbox.client(format="xml") as client:
    reply = client.with_raw_response.messages.create(to="+15005550006", from_="+15555550199", body="<Hello/> & welcome")
    print(reply.headers["content-type"], reply.request_id)
    print(reply.body.decode())
    print(reply.value)
    same = client.with_options(format="json").messages(reply.value.sid).fetch()
    print(same.body == reply.value.body)
