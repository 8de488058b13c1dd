"""Random crops of a place: turned, mirrored, scaled, with borders and holes as mosaics have them."""

from dataclasses import dataclass

import cv2
import numpy as np

from . import photometry

MIN_SIDE_PX = 4  # 1 m: smaller remains of a building at the crop's edge are no target
MIN_VISIBLE = 0.25


@dataclass
class Crop:
    """image uint8 [S, S, 3]; labelled uint8 [S, S]; boxes float32 [n, 4] clipped to the crop; outlines [n] of [k, 2];
    merged: the outlines are blocks of houses, whose boxes are no targets."""

    image: np.ndarray
    labelled: np.ndarray
    boxes: np.ndarray
    outlines: list
    merged: bool

    def masks(self, indices, stride):
        """uint8 [len(indices), S/stride, S/stride] of the chosen outlines; a cell is 1 where its centre is inside."""
        side = self.image.shape[0] // stride
        masks = np.zeros((len(indices), side, side), np.uint8)
        for mask, index in zip(masks, indices):
            points = self.outlines[index] / stride
            x0, y0 = np.clip(np.floor(points.min(0)), 0, side).astype(int)
            x1, y1 = np.clip(np.ceil(points.max(0)), 0, side).astype(int)
            mask[y0:y1, x0:x1] = _centres_inside(points - [x0, y0], x1 - x0, y1 - y0)
        return masks


def _centres_inside(points, width, height, finer=4):
    """fillPoly also fills every cell that the outline touches: draw finer, then look at the centres."""
    drawn = np.zeros((height * finer, width * finer), np.uint8)
    # Integer coordinates are pixel centres to fillPoly; 4 fractional bits.
    cv2.fillPoly(drawn, [np.round((points * finer - 0.5) * 16).astype(np.int32)], 1, shift=4)
    near = [drawn[at::finer, at::finer] for at in (finer // 2 - 1, finer // 2)]
    return near[0] & near[1]


def random_crop(place, size, rng, varied=1.0, scale_range=(0.7, 1.45)):
    """varied: the share of crops seen under another sun, sensor, haze or compression."""
    height, width = place.image.shape[:2]
    scale = np.exp(rng.uniform(*np.log(scale_range)))
    angle = rng.uniform(-180, 180) if rng.random() < 0.5 else rng.choice([0, 90, 180, 270])
    centre = _centre(place, rng)
    if rng.random() < 0.75:
        # Most crops lie inside the picture as far as it is large enough; the rest show its border.
        inset = np.minimum(size / 2 / scale, [width / 2, height / 2])
        centre = tuple(np.clip(centre, inset, [width, height] - inset).astype(float))
    matrix = cv2.getRotationMatrix2D(centre, float(angle), float(scale))
    if rng.random() < 0.5:
        matrix[0] *= -1
    matrix[:, 2] += size / 2 - matrix @ [*centre, 1]

    fill = int(rng.choice([0, 0, 255, 114]))
    image = cv2.warpAffine(place.image, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=(fill,) * 3)
    imaged, labelled = (
        cv2.warpAffine(m, matrix, (size, size), flags=cv2.INTER_NEAREST, borderValue=b)
        for m, b in ((place.imaged, 0), (place.labelled, 1))
    )
    if rng.random() < varied:
        image = photometry.vary(image, rng)
    image[imaged == 0] = fill
    if rng.random() < 0.12:
        _cut_away(image, imaged, rng)
    # A place without a picture is labelled in effect: it holds no building that could be seen.
    labelled = labelled | (1 - imaged)

    boxes, outlines = [], []
    reach = size / scale
    near = np.abs((place.boxes[:, :2] + place.boxes[:, 2:]) / 2 - centre).max(1) - np.ptp(
        place.boxes.reshape(-1, 2, 2), axis=1
    ).max(1) < reach if len(place.boxes) else []
    for index in np.flatnonzero(near):
        points = place.outlines[index] @ matrix[:, :2].T + matrix[:, 2]
        box = _visible_box(points, imaged)
        if box is not None:
            boxes.append(box)
            outlines.append(points.astype(np.float32))
    return Crop(image, labelled, np.array(boxes, np.float32).reshape(-1, 4), outlines, place.merged)


def _centre(place, rng):
    height, width = place.image.shape[:2]
    if len(place.boxes) and rng.random() < 0.4:
        # Look at a building as often as at the land, the large ones more than their number would bring.
        sides = np.sqrt(np.prod(place.boxes[:, 2:] - place.boxes[:, :2], 1))
        box = place.boxes[rng.choice(len(sides), p=sides / sides.sum())]
        centre = (box[:2] + box[2:]) / 2 + rng.uniform(-80, 80, 2)
        return tuple(np.clip(centre, 0, [width - 1, height - 1]).astype(float))
    for _ in range(20):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        if place.labelled[int(y), int(x)] and place.imaged[int(y), int(x)]:
            break
    return x, y


def _cut_away(image, imaged, rng):
    """A straight mosaic border, black or white, somewhere through the crop."""
    size = image.shape[0]
    angle, offset = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.45) * size
    rows, columns = np.mgrid[0:size, 0:size] - size / 2
    beyond = columns * np.cos(angle) + rows * np.sin(angle) > offset
    image[beyond] = rng.choice([0, 0, 255])
    imaged[beyond] = 0


def _visible_box(points, imaged):
    """The box of the part of an outline that can be seen, or None if too little of it can."""
    size = imaged.shape[0]
    low, high = points.min(0), points.max(0)
    if (high <= 1).any() or (low >= size - 1).any():
        return None
    left, top = np.maximum(low, 0)
    right, bottom = np.minimum(high, size)
    if min(right - left, bottom - top) < MIN_SIDE_PX:
        return None
    whole = float(np.prod(high - low))
    if (right - left) * (bottom - top) < MIN_VISIBLE * whole:
        return None
    window = imaged[int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))]
    if window.all():
        return left, top, right, bottom
    mask = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(points - [int(left), int(top)]).astype(np.int32)], 1)
    rows, columns = np.nonzero(mask & window)
    if len(rows) < 0.5 * mask.sum() or len(rows) < MIN_SIDE_PX**2:
        return None
    return (
        int(left) + columns.min(),
        int(top) + rows.min(),
        int(left) + columns.max() + 1,
        int(top) + rows.max() + 1,
    )
