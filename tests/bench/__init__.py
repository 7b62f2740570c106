"""The benchmark: the same work by twilio_lite, twilio-python and httpx alone, in one run. `nox -s bench` starts it.

Only ratios of one run are worth anything. So the clients take turns, each piece of work in a fresh process, and a ratio
is taken between neighbours; what stands in the table is the median over the rounds. What the work is and what the
columns mean is told in docs/performance.md.

    data.py        the made-up messages that all of it is about
    server.py      what answers, in a process of its own
    lite.py        the work as a user of twilio_lite writes it
    official.py    the same with twilio-python
    plain.py       the same with httpx and no SDK
    works.py       one piece of work by one client, in a process of its own
    start.py       whole programs, from an empty process to the first answer
    rounds.py      who works when: rounds, turns, cores
    table.py       the rows, their targets, and the table in docs/performance.md
"""
