"""Values between assets travel through the store that everything else reads too."""

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
        store, session, kind = self.store.open(), context.partition_key, _kind(context.asset_key)
        version = str(context.asset_spec.code_version)
        read = [_kind(upstream.asset_key) for upstream in context.asset_spec.deps]
        inputs = {upstream: _digest(store, session, upstream) for upstream in read}
        digest = store.write(session, kind, obj, version=version, inputs=inputs)
        about = previews.about(kind, obj)
        context.add_output_metadata({**about, "version": version, "sha256": digest})
        context.step_context.set_data_version(context.asset_key, dg.DataVersion(digest))

    @explained()
    def load_input(self, context: dg.InputContext) -> object:
        kind, type_ = _kind(context.asset_key), context.dagster_type.typing_type
        return self.store.open().read(context.partition_key, kind, type_)


def _kind(key: dg.AssetKey) -> str:
    return key.to_user_string()


def _digest(store: Store, session: str, kind: str) -> str:
    return store.media_digest(session) if kind == "media" else store.digest(session, kind)
