"""Offers from a stranger's hand: answered or refused, nothing else."""

import asyncio

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from capture_server import hooks
from capture_server.hooks import ABS_CAPTURE_TIME
from capture_server.peer import Ears, Peer
from interview.errors import BadInput
from interview.model import Speaker

hooks.install()
hooks.loopback_only()

EARS = Ears(lambda *_: None, lambda *_: None, lambda: None, lambda _: None)


async def an_offer(audio: str = "sendrecv", video: str | None = "sendonly") -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver("audio", audio)
    if video is not None:
        connection.addTransceiver("video", video)
    await connection.setLocalDescription(await connection.createOffer())
    offer = connection.localDescription.sdp
    await connection.close()
    return offer


async def answered(offer: str, role: Speaker = "candidate") -> str:
    peer = Peer(role, EARS)
    try:
        return await peer.accept(offer)
    finally:
        await peer.close()


OFFER = asyncio.run(an_offer())
LINES = OFFER.splitlines()


def sections(answer: str) -> dict[str, str]:
    """The part of each kind of media."""
    return {part.partition(" ")[0]: part for part in answer.split("m=")[1:]}


@pytest.mark.anyio
async def test_every_direction_is_agreed_at_once() -> None:
    candidate = sections(await answered(OFFER))
    assert "a=sendrecv" in candidate["audio"]
    assert "a=recvonly" in candidate["video"]
    interviewer = sections(await answered(await an_offer(video="recvonly"), "interviewer"))
    assert "a=sendrecv" in interviewer["audio"]
    assert "a=sendonly" in interviewer["video"]


@pytest.mark.anyio
async def test_only_what_is_kept_as_it_comes_is_agreed() -> None:
    answer = sections(await answered(OFFER))
    codecs = [line.split()[1] for line in answer["audio"].splitlines() if "rtpmap" in line]
    assert codecs == ["opus/48000/2"]
    codecs = [line.split()[1] for line in answer["video"].splitlines() if "rtpmap" in line]
    assert codecs == ["VP8/90000", "rtx/90000"]
    assert "x-google-start-bitrate=1200" in answer["video"]
    assert all(ABS_CAPTURE_TIME in section for section in answer.values())
    assert "typ host" in answer["audio"]
    assert "stun" not in str(answer)


@pytest.mark.anyio
async def test_an_offer_without_pictures_is_answered() -> None:
    assert list(sections(await answered(await an_offer(video=None)))) == ["audio"]


@pytest.mark.anyio
async def test_an_offer_of_more_is_refused() -> None:
    twice = OFFER + "".join(f"{line}\r\n" for line in LINES if line.startswith("m="))
    for offer in (twice, OFFER.replace("opus", "other"), OFFER.replace("VP8", "AV1")):
        with pytest.raises(BadInput):
            await answered(offer)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(LINES) - 1),
            st.sampled_from(["drop", "double", "cut", "fill"]),
            st.text(max_size=8) | st.sampled_from([" ", "a=", "m=", "-1", "9" * 30]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_mangled_offer_is_answered_or_refused(changes: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for place, how, text in changes:
        line = lines[place]
        if how == "drop":
            lines[place] = ""
        elif how == "double":
            lines[place] = f"{line}\r\n{line}"
        elif how == "cut":
            lines[place] = line[: len(line) // 2] + text
        else:
            lines[place] = line.replace(" ", f" {text}", 1)
    try:
        asyncio.run(answered("\r\n".join(line for line in lines if line) + "\r\n"))
    except BadInput:
        return
