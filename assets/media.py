"""What was recorded: made outside of Dagster, reported to it."""

import dagster as dg

from assets.partitions import SESSIONS
from assets.previews import table
from interview.store import Store

VERSION = "dagster/data_version"

media = dg.AssetSpec(
    "media",
    description="The tracks of a session as they were recorded or imported.",
    group_name="media",
    partitions_def=SESSIONS,
)


def register(instance: dg.DagsterInstance, store: Store, session: str) -> None:
    """Makes a session a partition and tells Dagster of its media, where that is news."""
    now = landed(store, session)
    instance.add_dynamic_partitions("session", [session])
    known = instance.fetch_materializations(
        dg.AssetRecordsFilter(media.key, asset_partitions=[session]), limit=1
    ).records
    event = known[0].asset_materialization if known else None
    if event is None or (event.tags or {}).get(VERSION) != (now.tags or {})[VERSION]:
        instance.report_runless_asset_event(now)


def landed(store: Store, session: str) -> dg.AssetMaterialization:
    """What there is of a session's media by now."""
    rows = [[track, sync.method] for track, sync in sorted(store.sync(session).items())]
    return dg.AssetMaterialization(
        media.key,
        partition=session,
        metadata={
            "tracks": dg.MetadataValue.md(table(["track", "brought onto the clock by"], rows)),
            "seconds": dg.MetadataValue.float(store.duration(session)),
            "gaps": dg.MetadataValue.int(len(store.gaps(session))),
            "title": dg.MetadataValue.text(store.meta(session).title),
        },
        tags={VERSION: store.media_digest(session)},
    )
