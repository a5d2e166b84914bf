"""ELAN's annotation format (EAF 3.0)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from xml.etree import ElementTree as ET

from interview.model import Turn
from workbench.exports.intervals import Interval, tiers

_TYPE = "default-lt"
_SCHEMA = {
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv3.0.xsd",
}


def eaf(turns: Sequence[Turn], start_time: float) -> str:
    """`start_time` (Unix seconds) dates the document, so that equal sessions are equal bytes."""
    document = ET.Element(
        "ANNOTATION_DOCUMENT",
        _SCHEMA,
        AUTHOR="",
        DATE=datetime.fromtimestamp(start_time, UTC).isoformat(timespec="seconds"),
        FORMAT="3.0",
        VERSION="3.0",
    )
    ET.SubElement(document, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    slots = ET.SubElement(document, "TIME_ORDER")
    numbers = count(1)
    for tier in tiers(turns):
        participant = tier.name.split()[0]
        element = ET.SubElement(
            document, "TIER", LINGUISTIC_TYPE_REF=_TYPE, PARTICIPANT=participant, TIER_ID=tier.name
        )
        for one in tier.intervals:
            _annotate(element, slots, one, next(numbers))
    ET.SubElement(document, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID=_TYPE, TIME_ALIGNABLE="true")
    ET.indent(document)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(document, encoding="unicode")}\n'


def _annotate(tier: ET.Element, slots: ET.Element, one: Interval, number: int) -> None:
    first, last = f"ts{2 * number - 1}", f"ts{2 * number}"
    ET.SubElement(slots, "TIME_SLOT", TIME_SLOT_ID=first, TIME_VALUE=str(one.start))
    ET.SubElement(slots, "TIME_SLOT", TIME_SLOT_ID=last, TIME_VALUE=str(one.end))
    annotation = ET.SubElement(
        ET.SubElement(tier, "ANNOTATION"),
        "ALIGNABLE_ANNOTATION",
        ANNOTATION_ID=f"a{number}",
        TIME_SLOT_REF1=first,
        TIME_SLOT_REF2=last,
    )
    ET.SubElement(annotation, "ANNOTATION_VALUE").text = one.text
