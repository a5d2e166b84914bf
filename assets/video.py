"""What the face shows: declared, so that its place in the graph is known."""

import dagster as dg

from assets.partitions import SESSIONS

behaviour = dg.AssetSpec(
    "behaviour",
    deps=["media"],
    description="Descriptors of the candidate's face; made only where purpose and consent allow.",
    group_name="behaviour",
    partitions_def=SESSIONS,
)
