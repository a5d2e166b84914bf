"""A session as files for other programs."""

from typing import Literal, get_args

Format = Literal["json", "webvtt", "srt", "textgrid", "eaf", "rttm", "ctm", "parquet", "media"]
FORMATS: tuple[Format, ...] = get_args(Format)
