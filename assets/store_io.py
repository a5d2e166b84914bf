"""Values between assets travel through the store that everything else reads too."""

from dataclasses import dataclass

import dagster as dg

from assets import previews
from assets.failures import explained
from assets.models import ASSETS as MODELS
from assets.resources import StoreResource
from interview.store import Store


class StoreIO(dg.ConfigurableIOManager):
    """Keeps each asset as the kind of its name; an input's type is that of its annotation.

    The version is the asset's code version, unless it was made by models, which then are part of
    it. The data version is the digest of the content: an equal result leaves what follows fresh.
    """

    store: dg.ResourceDependency[StoreResource]

    @explained()
    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        version = str(context.asset_spec.code_version)
        spec, by = context.asset_spec, By(version)
        digest = keep(self.store.open(), context.partition_key, spec, obj, by)
        kind = _kind(context.asset_key)
        context.add_output_metadata(previews.about(kind, obj) | made(version, digest))
        context.step_context.set_data_version(context.asset_key, dg.DataVersion(digest))

    @explained()
    def load_input(self, context: dg.InputContext) -> object:
        kind, type_ = _kind(context.asset_key), context.dagster_type.typing_type
        return self.store.open().read(context.partition_key, kind, type_)


@dataclass(frozen=True, slots=True)
class By:
    """What makes a value: its version, models included, and the `corrections` that it read."""

    version: str
    corrections: str = ""


def keep(store: Store, session: str, spec: dg.AssetSpec, value: object, by: By) -> str:
    """Writes the value of an asset, with what it was made of; the digest of its content."""
    read = [_kind(upstream.asset_key) for upstream in spec.deps]
    inputs = {kind: _digest(store, session, kind, by) for kind in read if kind not in MODELS}
    return store.write(session, _kind(spec.key), value, version=by.version, inputs=inputs)


def made(version: str, digest: str) -> previews.Metadata:
    """By what a value was made and which it is."""
    return {"version": dg.MetadataValue.text(version), "sha256": dg.MetadataValue.text(digest)}


def _kind(key: dg.AssetKey) -> str:
    return key.to_user_string()


def _digest(store: Store, session: str, kind: str, by: By) -> str:
    match kind:
        case "media":
            return store.media_digest(session)
        case "corrections":
            return by.corrections
    return store.digest(session, kind)
