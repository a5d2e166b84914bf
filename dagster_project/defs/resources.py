import dagster as dg

from assets.resources import EmbedderResource, SpeechResource, StoreResource, TaxonomyResource
from assets.store_io import StoreIO
from assets.tracking import TrackingResource
from dagster_project.settings import data_root, tracking_artifacts, tracking_uri


@dg.definitions
def resources() -> dg.Definitions:
    store = StoreResource(root=data_root())
    return dg.Definitions(
        resources={
            "store": store,
            "io_manager": StoreIO(store=store),
            "speech": SpeechResource(),
            "embedder": EmbedderResource(),
            "taxonomy": TaxonomyResource(),
            "tracking": TrackingResource(uri=tracking_uri(), artifacts=tracking_artifacts()),
        },
        # One process a run: models are loaded once, not once a step.
        executor=dg.in_process_executor,
    )
