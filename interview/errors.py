"""Everything that can go wrong with an interview, by what to do about it.

InterviewError
├── BadInput            the input is at fault: change it, a re-run does not help
│   ├── BadMedia        a file that FFmpeg cannot decode, or that is cut off
│   ├── BadIdentifier   a session id or name that could leave the store
│   ├── SessionExists   an id that is taken
│   ├── NoSuchSession
│   └── Refused         what the session's purpose or consent forbids
├── NotMade             a derived thing that nobody has made yet: make it first
├── Damaged             stored bytes that are not what was written: restore them
├── EngineUnavailable   weights or a package that an engine needs are not there
└── Transient           worth another try as it is: a busy file, a server that did not answer

Every message says what is wrong and what to do, in one line.
"""


class InterviewError(Exception):
    """Something went wrong with an interview; `rerun_helps` says whether to try again."""

    rerun_helps = False


class BadInput(InterviewError):
    """The input is at fault."""


class BadMedia(BadInput):
    """A media file cannot be used."""


class BadIdentifier(BadInput):
    """A name that could leave the store."""


class SessionExists(BadInput):
    """The id is taken."""


class Completed(BadInput):
    """What is over cannot end again."""


class NoSuchSession(BadInput):
    """There is no such session."""


class Refused(BadInput):
    """The session's purpose or consent forbids it."""


class NotMade(InterviewError):
    """A derived thing that nobody has made yet."""

    def __init__(self, kind: str, session: str) -> None:
        super().__init__(
            f"session {session} has no {kind} yet: run 'workbench run {session}' "
            f"or materialise the asset '{kind}' for that partition"
        )


class Damaged(InterviewError):
    """Stored bytes are not what was written."""


class EngineUnavailable(InterviewError):
    """An engine lacks its weights or its package."""


class Transient(InterviewError):
    """Worth another try as it is."""

    rerun_helps = True
