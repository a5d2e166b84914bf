"""The store and the engines that the environment names."""

from assets.faces import FaceResource
from assets.models import ModelsResource
from assets.resources import EmbedderResource, LanguageResource, SpeechResource, StoreResource
from assets.store_io import StoreIO
from assets.tracking import TrackingResource
from dagster_project.settings import data_root
from registry import settings


def resources() -> dict[str, object]:
    store = StoreResource(root=data_root())
    return {
        "store": store,
        "io_manager": StoreIO(store=store),
        "speech": SpeechResource(),
        "embedder": EmbedderResource(),
        "models": models(),
        "face": FaceResource(),
        "language": LanguageResource(),
        "tracking": TrackingResource(uri=settings.uri(), artifacts=settings.artifacts()),
    }


def models() -> ModelsResource:
    wanted = settings.wanted()
    return ModelsResource(
        root=wanted.root,
        uri=wanted.uri,
        artifacts=wanted.artifacts,
        alias=wanted.alias,
        exact=[*wanted.exact],
    )
