"""What Dagster loads."""

from pathlib import Path

import dagster as dg

import assets


@dg.definitions
def defs() -> dg.Definitions:
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),
        dg.Definitions(
            assets=dg.load_assets_from_package_module(assets),
            asset_checks=dg.load_asset_checks_from_package_module(assets),
        ),
    )
