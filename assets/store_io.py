"""Values between assets travel through the store that everything else reads too."""

from dataclasses import dataclass

import dagster as dg

from assets import previews
from assets.failures import explained
from assets.resources import StoreResource
from interview.store import Store


class StoreIO(dg.ConfigurableIOManager):
    """Keeps each asset as the kind of its name; an input's type is that of its annotation.

    The version is the asset's code version. The data version is the digest of the content: an
    equal result leaves what follows fresh.
    """

    store: dg.ResourceDependency[StoreResource]

    @explained()
    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        kept = keep(self.store.open(), context.partition_key, context.asset_spec, obj)
        context.add_output_metadata(kept.metadata)
        context.step_context.set_data_version(context.asset_key, dg.DataVersion(kept.digest))

    @explained()
    def load_input(self, context: dg.InputContext) -> object:
        kind, type_ = _kind(context.asset_key), context.dagster_type.typing_type
        return self.store.open().read(context.partition_key, kind, type_)


@dataclass(frozen=True, slots=True)
class Kept:
    digest: str
    metadata: previews.Metadata


def keep(store: Store, session: str, spec: dg.AssetSpec, value: object) -> Kept:
    """Writes the value of an asset, with what it was made of."""
    kind, version = _kind(spec.key), str(spec.code_version)
    read = [_kind(upstream.asset_key) for upstream in spec.deps]
    inputs = {upstream: _digest(store, session, upstream) for upstream in read}
    digest = store.write(session, kind, value, version=version, inputs=inputs)
    made = {"version": dg.MetadataValue.text(version), "sha256": dg.MetadataValue.text(digest)}
    return Kept(digest, {**previews.about(kind, value), **made})


def _kind(key: dg.AssetKey) -> str:
    return key.to_user_string()


def _digest(store: Store, session: str, kind: str) -> str:
    return store.media_digest(session) if kind == "media" else store.digest(session, kind)
