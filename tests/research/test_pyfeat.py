"""py-feat's own code on weights of no training, and on real ones where somebody has them."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest

from assets import looking
from interview import conduct
from interview.engines.mesh import FaceMesh
from interview.engines.pyfeat import BATCH, WEIGHTS, PyFeat
from interview.media import video_segments
from interview.model import Face, SessionMeta, Sync
from interview.ports import Picture
from interview.store import Store
from tests.engines.faces import VIDEO, check_contract, noise, portraits
from tests.research.listening import LISTENING
from workbench.bench.untrained import SMALL, write

pytestmark = pytest.mark.research
CALM, LEFT, SHOULDER, NEAR, AWAY = 10.0, 23.0, 43.0, 86.0, 125.0
CONSENT = {"source": "declared at import", "transcription": True, "behaviour": True}

LOOK = (
    LISTENING
    + """
import json
from dataclasses import asdict
from pathlib import Path
from interview.engines.pyfeat import PyFeat
from tests.engines.faces import portraits
import torch
torch.set_num_threads(1)
seen = PyFeat(Path(sys.argv[1])).analyse(portraits([10.0]))
assert torch.is_grad_enabled() and torch.get_num_threads() == 1
print(json.dumps([asdict(seen[0]), reached]))
"""
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    write(folder / WEIGHTS, SMALL)
    return folder


@pytest.fixture(scope="module")
def pyfeat(weights: Path) -> PyFeat:
    return PyFeat(weights)


def test_contract(pyfeat: PyFeat) -> None:
    check_contract(pyfeat, portraits([CALM, LEFT, SHOULDER, NEAR]))


def test_faces_are_found_as_by_the_mesh_and_described_by_the_net(pyfeat: PyFeat) -> None:
    frames = portraits([CALM, AWAY, NEAR]) * (BATCH // 2)
    for one, other in zip(pyfeat.analyse(frames), FaceMesh().analyse(frames), strict=True):
        assert (one.time, one.faces, one.light) == (other.time, other.faces, other.light)
        assert (one.face is None) == (other.face is None)
        if one.face and other.face:
            assert (one.face.box, one.face.openness) == (other.face.box, other.face.openness)
            assert one.face.yaw != other.face.yaw
            assert all(0 < share < 1 for share in one.face.units.values())


def test_what_is_shown_moves_what_is_told(pyfeat: PyFeat) -> None:
    calm, near = (frame.face for frame in pyfeat.analyse(portraits([CALM, NEAR])))
    assert calm
    assert near
    assert calm.units != near.units


def test_another_process_with_other_threads_tells_the_same_and_reaches_nobody(
    weights: Path, pyfeat: PyFeat
) -> None:
    command = [sys.executable, "-W", "ignore", "-c", LOOK, str(weights)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen, reached = json.loads(done.stdout.splitlines()[-1])
    assert reached == []
    (own,) = pyfeat.analyse(portraits([CALM]))
    assert seen == json.loads(json.dumps(asdict(own)))


def test_a_session_keeps_what_each_engine_saw(weights: Path, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create(SessionMeta("seen", 1.7e9, "research", "observables"), at=1.7e9, who="test")
    store.append("seen", "consent", at=1.7e9, who="test", body=CONSENT)
    with store.land_video("seen", "candidate_video", Sync("import", None)) as writer:
        for data, span in islice(video_segments(VIDEO, 4.0), 3):
            writer.write(data, span)
    told = {}
    for engine in (looking.mesh(), looking.analyser("pyfeat", str(weights))):
        faces = looking.Faces(store, "seen", engine)
        assert faces.why_not == ""
        told[engine.version] = conduct.series(faces.frames(print), engine.units)
    kept = {path.name for path in (tmp_path / "session=seen" / "faces").iterdir()}
    assert {name.rpartition("-")[0] for name in kept} == told.keys()
    mesh, net = ([sample.aus for sample in samples][-1] for samples in told.values())
    assert mesh["AU04"] is mesh["AU15"] is net["AU01+02"] is None
    assert all(net[name] is not None for name in ("AU01", "AU04", "AU15", "AU43"))


def test_other_weights_are_another_version(weights: Path, tmp_path: Path) -> None:
    write(tmp_path / WEIGHTS, SMALL, seed=1)
    versions = {PyFeat(folder).version for folder in (weights, tmp_path, tmp_path / "none", None)}
    assert len(versions) == 3
    assert PyFeat(weights).version == PyFeat(weights).version
    assert PyFeat(weights).version != PyFeat(weights, "cuda").version


@pytest.fixture(scope="module")
def golden() -> PyFeat:
    """With py-feat's own weights; without, `conftest.py` leaves out who asks for it."""
    return PyFeat(Path(os.environ["INTERVIEW_PYFEAT_WEIGHTS"]))


def clips() -> Path:
    found = find_spec("feat")
    assert found
    assert found.origin
    return Path(found.origin).parent / "tests" / "data"


def film(name: str) -> list[tuple[float, Picture]]:
    with av.open(str(clips() / name)) as container:
        shown = container.decode(video=0)
        return [(one.time or 0.0, np.asarray(one.to_ndarray(format="rgb24"))) for one in shown]


def face(engine: PyFeat, picture: Picture) -> Face:
    (frame,) = engine.analyse([(0.0, picture)])
    assert frame.face
    return frame.face


def test_contract_with_real_weights(golden: PyFeat) -> None:
    check_contract(golden, portraits([CALM, LEFT, SHOULDER, NEAR]))
    (nothing,) = golden.analyse([(0.0, noise(2))])
    assert nothing.face is None


def test_real_weights_tell_what_py_feat_publishes(golden: PyFeat) -> None:
    """Its documentation of single_face.jpg, by 2.0: another box and version move it somewhat."""
    seen = face(golden, film("single_face.jpg")[0][1])
    published = {"AU06": 0.828, "AU07": 0.316, "AU10": 0.978, "AU12": 0.991, "AU25": 0.994}
    for name, share in (published | {"AU04": 0.001, "AU26": 0.348}).items():
        assert seen.units[name] == pytest.approx(share, abs=0.3), name
    assert (seen.pitch, seen.roll, seen.yaw) == pytest.approx((0.8, 2.2, -10.2), abs=5)


def test_real_weights_tell_a_smile(golden: PyFeat) -> None:
    shown = film("WolfgangLanger_Pexels.mp4")[::12]
    told = [(one.time, one.face.units["AU12"]) for one in golden.analyse(shown) if one.face]
    serious = np.array([share for at, share in told if at <= 9])
    smiling = np.array([share for at, share in told if at >= 10])
    assert np.mean(smiling[:, None] > serious) >= 0.95
