"""Changes small pictures with NumPy, for explicit changes.

    python3 Tests/Goldens/image_augmentation.py > Tests/Goldens/image_augmentation.json

Each change is applied to bytes: mirrored (flip), moved with the border repeated (pad with mode
edge, then cut out), padded with zeros and cut out. Pixels are then scaled by mean and population
standard deviation of each channel over all unchanged pictures.
"""

import json
import sys

import numpy as np

CHANGES = [
    {}, {"isMirrored": True}, {"cropDown": 1, "cropRight": -2}, {"cropDown": -4, "cropRight": 4},
    {"moveDown": 2}, {"moveDown": -1, "moveRight": 3}, {"isMirrored": True, "cropRight": 2},
    {"isMirrored": True, "moveRight": 2},
    {"isMirrored": True, "cropDown": -1, "cropRight": 1, "moveDown": 2, "moveRight": -2},
    {"cropDown": 5, "moveRight": 6},
]


def changed(picture, change):
    """A picture of [channels, height, width]."""
    _, height, width = picture.shape
    if change.get("isMirrored"):
        picture = np.flip(picture, 2)
    room = 8
    for mode, prefix in [("edge", "move"), ("constant", "crop")]:
        padded = np.pad(picture, [(0, 0), (room, room), (room, room)], mode=mode)
        top, left = room + change.get(f"{prefix}Down", 0), room + change.get(f"{prefix}Right", 0)
        picture = padded[:, top: top + height, left: left + width]
    return picture


def main():
    random = np.random.default_rng(20210905)
    pictures = random.integers(0, 256, (3, 2, 4, 5), dtype=np.uint8)
    mean = pictures.mean((0, 2, 3), dtype=np.float64)[:, None, None]
    deviation = pictures.std((0, 2, 3), dtype=np.float64)[:, None, None]
    cases = [{"picture": picture, "change": change,
              "features": ((changed(pictures[picture], change) - mean) / deviation).ravel().tolist()}
             for picture in range(3) for change in CHANGES]
    json.dump({"tools": {"python": sys.version.split()[0], "numpy": np.__version__},
               "shape": pictures.shape, "pixels": pictures.ravel().tolist(), "cases": cases},
              sys.stdout)
    print()


if __name__ == "__main__":
    main()
