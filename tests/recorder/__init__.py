"""How a cassette is made: the tests of test_cassettes.py are run against a source, and what they exchange is kept.

There is no second list of calls: what a test calls is what is recorded. A source says where to call and with what
(`given`), the exchange is brought into one form (`canonical`), freed of what is nobody's business (`scrubber`) and kept
under the name the test gave it (`plan`). So every source gives the same cassette but for the words of its answers.

    given.py       what a test is given: account, numbers, SIDs; by itself what stands in the cassettes
    plan.py        which test uses which cassette, and where that is recorded from
    canonical.py   what of an exchange is kept and compared
    scrubber.py    what nobody else should read becomes a placeholder
    source.py      what a source is
    accounts.py    the sources that keep accounts: emulate, and Twilio itself
    published.py   the source that answers with the published examples
    own.py         the source that is this package's own sandbox
    session.py     the pytest plugin that records
"""
