"""What persons put right: said outside of Dagster, reported to it."""

import dagster as dg

from assets.media import VERSION
from assets.partitions import SESSIONS
from interview import corrections as overlay
from interview.errors import NotMade
from interview.store import Store

corrections = dg.AssetSpec(
    "corrections",
    description="The words, speakers and links that persons put right; what was heard stays.",
    group_name="conversation",
    partitions_def=SESSIONS,
)
READERS = ("sentences", "turns", "pairs", "evidence", "profile")
"""The assets that read corrections; the verdict follows from these."""


def digest(store: Store, session: str) -> str:
    """Of what stands."""
    return overlay.digest(overlay.standing(store.events(session)))


def standing(store: Store, session: str) -> dg.AssetMaterialization:
    """What stands by now: how much, not what."""
    found = overlay.standing(store.events(session))
    return dg.AssetMaterialization(
        corrections.key,
        partition=session,
        metadata={"corrections": dg.MetadataValue.int(len(found))},
        tags={VERSION: overlay.digest(found)},
    )


def news(
    instance: dg.DagsterInstance, store: Store, session: str
) -> dg.AssetMaterialization | None:
    """What stands by now, where Dagster does not know it; None where nobody ever corrected."""
    now = standing(store, session)
    known = instance.fetch_materializations(
        dg.AssetRecordsFilter(corrections.key, asset_partitions=[session]), limit=1
    ).records
    event = known[0].asset_materialization if known else None
    before = (event.tags or {}).get(VERSION) if event else overlay.digest(())
    return None if before == (now.tags or {})[VERSION] else now


def report(instance: dg.DagsterInstance, store: Store, session: str) -> None:
    """Tells Dagster what stands, where that is news."""
    told = news(instance, store, session)
    if told is not None:
        instance.report_runless_asset_event(told)


def are_in(store: Store, session: str) -> bool:
    """Whether all that stands is in what was made of the session's words."""
    now = digest(store, session)
    return all(_read(store, session, kind) in (None, now) for kind in READERS)


def _read(store: Store, session: str, kind: str) -> str | None:
    """The corrections that a value was made with; None where it is not made."""
    try:
        made = store.provenance(session, kind)
    except NotMade:
        return None
    return made.inputs.get(corrections.key.to_user_string(), overlay.digest(()))
