"""The beginning of a program that knows whom it reached: each attempt is an audit event."""

LISTENING = """
import sys
reached = []
def listen(event, args):
    if event in ("socket.getaddrinfo", "socket.connect", "socket.sendto"):
        reached.append((event, args))
sys.addaudithook(listen)
from interview.offline import keep_offline
keep_offline()
"""
