"""The application: pages, REST and media over one store, behind one door."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from interview.store import Store
from workbench.covering import READER
from workbench.dashboard.access import Access
from workbench.dashboard.api import api_routes
from workbench.dashboard.guard import Guard
from workbench.dashboard.listening import media_routes
from workbench.dashboard.listing import Listing
from workbench.dashboard.pages import STATIC, mount
from workbench.dashboard.problems import explain
from workbench.dashboard.remembering import Remembering
from workbench.dashboard.signing import signing_routes
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.watch import Watch


def create(store: Store, access: Access, hosts: Sequence[str]) -> FastAPI:
    """`hosts` as the header of that name tells them, with the port."""
    app = FastAPI(
        title="Interview workbench",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(signing_routes(access))
    listing = Listing(store, access.clock)  # it reads each session once, and would fill a memory
    store = Remembering(store.root)
    app.include_router(media_routes(store))
    app.mount("/dashboard/static", StaticFiles(directory=STATIC))
    nobody = Viewing(store, READER, Watch(store), listing, access.clock)
    app.include_router(api_routes(nobody))
    mount(app, nobody, access.secret)
    explain(app)
    app.add_middleware(Guard, hosts=hosts, access=access)
    return app
