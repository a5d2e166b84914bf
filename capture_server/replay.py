"""Two people who say again what they said in a recorded session, as if they were in a call now.

    python -m capture_server.replay --data data --from SESSION [--session NEW] [--speed 1.0]

prints the new session's id. Frames take the way of a call's from the network on: stamps, journal,
segments. Started again before it is completed, a session is recovered and goes on with what would
be said by then.
"""

import asyncio
import heapq
import logging
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import av
import typer
from av.audio.codeccontext import AudioCodecContext
from av.audio.format import AudioFormat
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout

from capture_server.clock import BrowserClock, ntp_seconds, steady_clock
from capture_server.hooks import Encoded
from capture_server.peer import Kind
from capture_server.pictures import VIDEO, Timed, vp8
from capture_server.recorder import Recorder, recover_all
from capture_server.room import Room
from interview.errors import BadInput, InterviewError
from interview.media.passthrough import OPUS_RATE, VIDEO_RATE
from interview.model import SAMPLE_RATE, Event, Gap, Span, Speaker, Track
from interview.store import Store
from interview.store.consent import SCOPES

_BIT_RATE = 32_000
_PACKET = 0.02
_BLOCK = 60.0
"""Seconds of sound that are read at once."""
_SWITCHES = ("profiling", "mark")
_RATES: dict[Kind, int] = {"audio": OPUS_RATE, "video": VIDEO_RATE}
_AUDIO: dict[Speaker, Track] = {
    "candidate": "candidate_audio",
    "interviewer": "interviewer_audio",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens in the call, at a session time."""

    at: float
    happen: Callable[[Recorder], None]


def opus(store: Store, session: str, track: Track) -> Iterator[Timed]:
    """Packets of 20 ms up to the session's end, silence where there is nothing."""
    encoder = _encoder()
    packets = chain.from_iterable(map(encoder.encode, _sound(store, session, track)))
    for number, packet in enumerate(packets):
        yield Timed(number * _PACKET, bytes(packet))


def _sound(store: Store, session: str, track: Track) -> Iterator[AudioFrame | None]:
    start, end = 0.0, store.duration(session)
    while start < end:
        samples = store.samples(session, track, Span(start, min(end, start + _BLOCK)))
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        frame.pts = round(start * SAMPLE_RATE)
        yield frame
        start += _BLOCK
    yield None


def _encoder() -> AudioCodecContext:
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.bit_rate = OPUS_RATE, _BIT_RATE
    encoder.layout, encoder.format = AudioLayout("mono"), AudioFormat("s16")
    encoder.time_base, encoder.options = Fraction(1, OPUS_RATE), {"application": "voip"}
    return encoder


@dataclass(frozen=True, slots=True)
class Recorded:
    """A session as those who take part would send it."""

    sound: Mapping[Speaker, Sequence[Timed]]
    pictures: Sequence[Timed]
    gaps: Sequence[Gap]
    switches: Sequence[Event]
    seconds: float


def recorded(store: Store, session: str) -> Recorded:
    tracks = store.tracks(session)
    return Recorded(
        {
            role: list(opus(store, session, track))
            for role, track in _AUDIO.items()
            if track in tracks
        },
        list(vp8(store, session)) if VIDEO in tracks else [],
        store.gaps(session),
        [event for event in store.events(session) if event.kind in _SWITCHES],
        store.duration(session),
    )


def moments(call: Recorded, start: float) -> Iterator[Moment]:
    """What happens in a call that begins at `start`, in Unix seconds; in order."""
    rows: list[Iterable[Moment]] = [map(_switch, call.switches)]
    for role, sound in call.sound.items():
        gaps = [gap for gap in call.gaps if gap.track == _AUDIO[role]]
        rows += [_frames(role, "audio", sound, gaps, start), _mutes(role, gaps)]
    rows.append(_frames("candidate", "video", call.pictures, [], start))
    return heapq.merge(*rows, key=lambda moment: moment.at)


def _frames(
    role: Speaker, kind: Kind, frames: Iterable[Timed], gaps: Sequence[Gap], start: float
) -> Iterator[Moment]:
    """Each frame as it arrives, a packet's length after its capture."""
    for number, frame in enumerate(frames):
        if not any(gap.span.start <= frame.at < gap.span.end for gap in gaps):
            encoded = Encoded(
                frame.data,
                round(frame.at * _RATES[kind]),
                number % 65_536,
                ssrc=1,
                captured=round((start + frame.at - ntp_seconds(0)) * 2**32),
                level=None,
            )
            yield Moment(frame.at + _PACKET, partial(_send, role, kind, encoded))


def _send(role: Speaker, kind: Kind, frame: Encoded, recorder: Recorder) -> None:
    recorder.frame(role, kind, frame)


def _mutes(role: Speaker, gaps: Sequence[Gap]) -> Iterator[Moment]:
    for gap in gaps:
        if gap.cause == "mute":
            for at, on in ((gap.span.start, True), (gap.span.end, False)):
                yield Moment(at, partial(_mute, role, on))


def _mute(role: Speaker, on: bool, recorder: Recorder) -> None:
    recorder.mute(role, "audio", on)


def _switch(event: Event) -> Moment:
    body = dict(event.body)
    at = float(str(body.pop("time")))
    return Moment(at, lambda recorder: recorder.append(event.kind, event.who, body))


@dataclass(frozen=True, slots=True)
class Tempo:
    """Nothing is said in the first `lead` seconds; then `speed` times as fast as it was."""

    speed: float = 1.0
    lead: float = 0.0


class Replay:
    """A session of `store` that repeats a call."""

    def __init__(self, store: Store, session: str, call: Recorded, tempo: Tempo) -> None:
        self._call, self._tempo = call, tempo
        self._start, steady = store.meta(session).start_time, steady_clock()
        self.clock = lambda: self._start + (steady() - self._start) * tempo.speed
        self.room = Room(session, store, self.clock)

    async def run(self) -> None:
        """Up to the end; where it is cancelled the session may go on later."""
        recorder = self.room.recorder
        begun = recorder.now if recorder.agreed("candidate", "recording") else 0.0
        try:
            for role in self._call.sound:
                if not recorder.agreed(role, "recording"):
                    recorder.consent(role, dict.fromkeys(SCOPES, True), "replay")
                recorder.connect(role, _same_clock())
            for moment in moments(self._call, self._start + self._tempo.lead):
                if moment.at + self._tempo.lead >= begun:
                    await self._until(moment.at)
                    moment.happen(recorder)
            await self._until(self._call.seconds)
            await self.room.end()
        finally:
            await self.room.close()

    async def _until(self, at: float) -> None:
        left = at + self._tempo.lead - self.room.recorder.now
        await asyncio.sleep(max(0.0, left / self._tempo.speed))


def _same_clock() -> BrowserClock:
    clock = BrowserClock()
    clock.ping(0.0, 0.0, 0.0, 0.0)
    return clock


def create(store: Store, session: str, source: tuple[Store, str], now: float) -> None:
    """A session like another one, without anything of it but the posting; `now` is its zero."""
    recorded_in, of = source
    meta, job = recorded_in.meta(of), recorded_in.job(of)
    with store.staging() as stage:
        stage.create(replace(meta, session_id=session, start_time=now), at=now, who="replay")
        if job is not None:
            stage.write_job(session, job)


async def _play(replay: Replay) -> None:
    """SIGTERM ends it as Ctrl-C does."""
    task = asyncio.ensure_future(replay.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def main(
    data: Annotated[Path, typer.Option(help="folder of the sessions", envvar="INTERVIEW_DATA")],
    source: Annotated[str, typer.Option("--from", metavar="SESSION", help="what is repeated")],
    session: Annotated[str, typer.Option(help="the new session's id")] = "",
    speed: Annotated[float, typer.Option(min=0.01, help="2 is twice as fast")] = 1.0,
    lead: Annotated[float, typer.Option(min=0, help="seconds before the first word")] = 0.0,
    from_data: Annotated[Path | None, typer.Option(help="where SESSION lies, if not there")] = None,
) -> None:
    """Repeat a recorded session as a live one."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    store, known, session = Store(data), Store(from_data or data), session or _new(source)
    try:
        call = recorded(known, source)
        if store.exists(session):
            recover_all(store, steady_clock())
        else:
            create(store, session, (known, source), steady_clock()())
        replay = Replay(store, session, call, Tempo(speed, lead))
        typer.echo(session)
        asyncio.run(_play(replay))
    except InterviewError as error:
        typer.echo(f"replay: {error}", err=True)
        raise typer.Exit(2 if isinstance(error, BadInput) else 1) from None


def _new(source: str) -> str:
    return f"{source[:48]}-again-{token_hex(3)}"


if __name__ == "__main__":
    typer.run(main)
