"""Weights of py-feat's net that nothing was learned with: what they tell is noise, its cost is not.

The net is the published one's as far as its model card says, the small one is for tests.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

Shape = Mapping[str, str | int | bool]
_COMMON: Shape = {
    "n_au": 20,
    "n_emotion": 7,
    "n_blendshape": 52,
    "mesh_normalized": True,
    "pretrained": False,
    "use_head_v3": True,
    "drop_mefl": True,
    "emotion_use_au_prob": True,
}
FULL: Shape = {**_COMMON, "gaze_eye_roi": True, "gaze_pose_6d": True}
SMALL: Shape = {
    **_COMMON,
    "backbone": "convnextv2_atto",
    "afg_channels": 32,
    "mefl_channels": 32,
    "unified_lmk_dim": 32,
}


def write(path: Path, shape: Shape, seed: int = 0) -> None:
    """A file that py-feat's own loader takes: 163 MB of `FULL`, 26 MB of `SMALL`."""
    import torch
    from feat.multitask.model_v2 import MEGraphAUv2, ModelV2Config
    from safetensors.torch import save_file

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = MEGraphAUv2(ModelV2Config(**shape))
    config = {"config": json.dumps(asdict(net.cfg))}
    save_file({name: of.contiguous() for name, of in net.state_dict().items()}, path, config)
