"""Every way to fail that the tests know, on real sockets: what a fault does, and what a call that meets it ends in."""
