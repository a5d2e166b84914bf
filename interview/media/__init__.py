"""Media files through FFmpeg: what any file holds, and the segments that the store keeps."""

from interview.media.audio import (
    audio,
    audio_blocks,
    decode_flac,
    encode_flac,
    from_pcm,
    to_pcm,
)
from interview.media.files import Probe, probe
from interview.media.pictures import pictures
from interview.media.video import join_video, video_segments

__all__ = [
    "Probe",
    "audio",
    "audio_blocks",
    "decode_flac",
    "encode_flac",
    "from_pcm",
    "join_video",
    "pictures",
    "probe",
    "to_pcm",
    "video_segments",
]
