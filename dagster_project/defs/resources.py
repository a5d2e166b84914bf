"""The store and the engines that the environment names."""

from assets.resources import (
    EmbedderResource,
    LanguageResource,
    ScorerResource,
    SpeechResource,
    StoreResource,
    TaxonomyResource,
    UnderstandingResource,
)
from assets.store_io import StoreIO
from assets.tracking import TrackingResource
from dagster_project.settings import data_root, tracking_artifacts, tracking_uri


def resources() -> dict[str, object]:
    store = StoreResource(root=data_root())
    return {
        "store": store,
        "io_manager": StoreIO(store=store),
        "speech": SpeechResource(),
        "embedder": EmbedderResource(),
        "taxonomy": TaxonomyResource(),
        "understanding": UnderstandingResource(),
        "scorer": ScorerResource(),
        "language": LanguageResource(),
        "tracking": TrackingResource(uri=tracking_uri(), artifacts=tracking_artifacts()),
    }
