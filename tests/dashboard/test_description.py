"""Made-up requests of all kinds get what the OpenAPI document promises, and never a failure."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from interview.model import SessionMeta
from tests.browser.dashboards import BEGUN, Dashboard, derive, spoken
from tests.dashboard.conftest import Ask

SESSION = "tried"
Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Case = schemathesis.Case[Any]


def test_requests_get_what_is_described(dashboard: Dashboard, ask: Ask) -> None:
    client = ask()
    dashboard.store.create(SessionMeta(SESSION, BEGUN, "research", "off"), at=BEGUN, who="test")
    derive(dashboard.store, SESSION, spoken(20))
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == 15
    seen: set[int] = set()
    for operation in operations:
        seen |= check(operation, dashboard.address, client.headers["authorization"])
    assert {200, 201, 404, 422} <= seen


def check(operation: Operation, address: str, key: str) -> set[int]:
    """The statuses that were answered."""
    seen: set[int] = set()

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def holds(case: Case) -> None:
        if len(case.path_parameters.get("session", " ")) % 2:  # half of them of one that is there
            case.path_parameters["session"] = SESSION
        answer = case.call_and_validate(
            base_url=address,
            headers={"Authorization": key},
            excluded_checks=[positive_data_acceptance],  # a text of blanks alone is refused
        )
        seen.add(answer.status_code)

    holds()
    return seen
