"""Buildings of one place set into the ground of another (Ghiasi et al. 2021), so that a roof is known on any ground."""

import cv2
import numpy as np

CHANCE = 0.3
MOST = 6  # buildings pasted into one crop
TRIES = 4  # places looked at for each of them
MIN_SIDE_PX, MAX_SIDE_PX = 12, 120
BLANK = 4  # standard deviation of pixels below which the ground is a border without a picture


def with_pasted_buildings(crops, rng):
    """Some crops of a batch get buildings of the next one, where they cover no other building.

    A crop of merged blocks neither gives nor takes: its outlines are no single houses.
    """
    givers = crops[1:] + crops[:1]
    sources = [(crop.image.copy(), list(crop.outlines), crop.boxes.copy()) for crop in givers]
    for crop, giver, source in zip(crops, givers, sources):
        if rng.random() < CHANCE and not crop.merged and not giver.merged and giver is not crop:
            _paste(crop, source, rng)
    return crops


def _paste(crop, source, rng):
    image, outlines, boxes = source
    size = crop.image.shape[0]
    sides = boxes[:, 2:] - boxes[:, :2]
    whole = (boxes[:, :2] > 1).all(1) & (boxes[:, 2:] < size - 1).all(1)
    fits = np.flatnonzero(whole & (sides.min(1) >= MIN_SIDE_PX) & (sides.max(1) <= MAX_SIDE_PX))
    for index in rng.permutation(fits)[:MOST]:
        x0, y0 = np.floor(boxes[index, :2]).astype(int)
        side = np.ceil(boxes[index, 2:]).astype(int) - [x0, y0] + 1
        width, height = side
        for _ in range(TRIES):
            at = rng.integers(2, size - 2 - side)
            box = np.array([*at, *(at + side)], np.float32)
            apart = (box[:2] >= crop.boxes[:, 2:]).any(1) | (box[2:] <= crop.boxes[:, :2]).any(1)
            window = np.s_[at[1] : at[1] + height, at[0] : at[0] + width]
            ground = crop.image[window]
            if not apart.all() or not crop.labelled[window].all() or ground.std() < BLANK:
                continue
            moved = outlines[index] - [x0, y0] + at
            mask = np.zeros((height, width), np.float32)
            cv2.fillPoly(mask, [np.round((outlines[index] - [x0, y0]) * 16).astype(np.int32)], 1, shift=4)
            alpha = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None]
            roof = image[y0 : y0 + height, x0 : x0 + width]
            mixed = ground * (1 - alpha) + roof * alpha
            crop.image[window] = np.round(mixed).astype(np.uint8)
            crop.outlines.append(moved.astype(np.float32))
            crop.boxes = np.vstack([crop.boxes, [*moved.min(0), *moved.max(0)]]).astype(np.float32)
            break
