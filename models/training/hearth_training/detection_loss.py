"""What the detector should answer for a crop, and how far off it is."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from .detector import LEVEL_LIMITS
from .pyramid import STRIDES

SIGMA = 0.24  # of the centre peak, in units of the box
POSITIVE = 0.85  # heat from which a cell speaks for its building
BOXED = 0.4  # heat from which a cell learns the distances
OVERLAP = 1.25  # boxes within this factor of a level's limit are neither target nor background of the neighbour


@dataclass
class LevelTarget:
    heat: np.ndarray  # [h, w] 0..1
    weight: np.ndarray  # [h, w] 0 = ignored
    boxed: np.ndarray  # [h, w] bool
    distances: np.ndarray  # [4, h, w] left, top, right, bottom in pixels


def level_targets(crop):
    return [_level(crop, stride) for stride in STRIDES]


def _level(crop, stride):
    size = crop.image.shape[0]
    cells = size // stride
    centres = (np.arange(cells) + 0.5) * stride
    target = LevelTarget(
        np.zeros((cells, cells), np.float32),
        crop.labelled[stride // 2 :: stride, stride // 2 :: stride][:cells, :cells].astype(np.float32),
        np.zeros((cells, cells), bool),
        np.zeros((4, cells, cells), np.float32),
    )
    low = LEVEL_LIMITS.get(stride // 2, 0)
    high = LEVEL_LIMITS[stride]
    nearest = np.full((cells, cells), np.inf, np.float32)
    for x0, y0, x1, y1 in crop.boxes:
        side = max(x1 - x0, y1 - y0)
        columns = slice(int(x0 // stride), int(x1 // stride) + 1)
        rows = slice(int(y0 // stride), int(y1 // stride) + 1)
        x, y = centres[columns][None, :], centres[rows][:, None]
        if x.size == 0 or y.size == 0:
            continue
        dx, dy = (x - (x0 + x1) / 2) / (x1 - x0), (y - (y0 + y1) / 2) / (y1 - y0)
        square = (dx * dx + dy * dy) / SIGMA**2
        heat = np.exp(-square / 2)
        if crop.merged or not low < side <= high:
            if crop.merged or low / OVERLAP < side <= high * OVERLAP:
                weight = target.weight[rows, columns]
                weight[(heat > 0.1) & (target.heat[rows, columns] < heat)] = 0
            continue
        if heat.max() < POSITIVE:
            heat[np.unravel_index(heat.argmax(), heat.shape)] = 0.95
        window = target.heat[rows, columns]
        target.weight[rows, columns][heat > window] = np.maximum(
            target.weight[rows, columns], (heat > 0.1).astype(np.float32)
        )[heat > window]
        np.maximum(window, heat, out=window)
        mine = (heat > BOXED) & (square < nearest[rows, columns])
        nearest[rows, columns][mine] = np.broadcast_to(square, mine.shape)[mine]
        target.boxed[rows, columns] |= mine
        sides = np.broadcast_arrays(x - x0, y - y0, x1 - x, y1 - y)
        target.distances[:, rows, columns][:, mine] = np.stack(sides)[:, mine]
    return target


def detection_loss(outputs, targets):
    """outputs: per stride (heat logits, distances, quality logits) of a batch; targets: per crop the levels.

    Returns heat, box and quality loss. Heat: the penalty-reduced focal loss of CenterNet (Zhou et al. 2019).
    Box: generalised IoU. Quality: how well the predicted box fits, learnt as the IoU itself.
    """
    heat_loss, positives = 0.0, 0
    boxes, truths, qualities = [], [], []
    for level, (heat, distances, quality) in enumerate(outputs):
        stack = lambda name: torch.from_numpy(np.stack([getattr(t[level], name) for t in targets]))  # noqa: E731
        want, weight, boxed = stack("heat"), stack("weight"), stack("boxed")
        heat = heat[:, 0]
        p = heat.sigmoid()
        positive = want >= POSITIVE
        losses = torch.where(
            positive,
            -want * (1 - p) ** 2 * F.logsigmoid(heat),
            -((1 - want) ** 4) * p**2 * F.logsigmoid(-heat),
        )
        heat_loss = heat_loss + (losses * weight).sum()
        positives += int((positive & (weight > 0)).sum())
        if boxed.any():
            boxes.append(distances.permute(0, 2, 3, 1)[boxed])
            truths.append(stack("distances").permute(0, 2, 3, 1)[boxed])
            qualities.append(quality[:, 0][boxed])
    heat_loss = heat_loss / max(1, positives)
    if not boxes:
        return heat_loss, heat_loss * 0, heat_loss * 0
    iou, generalised = _iou_of_distances(torch.cat(boxes), torch.cat(truths))
    quality_loss = F.binary_cross_entropy_with_logits(torch.cat(qualities), iou.detach().clamp(0, 1))
    return heat_loss, (1 - generalised).mean(), quality_loss


def _iou_of_distances(a, b):
    """IoU and generalised IoU (Rezatofighi et al. 2019) of boxes given as distances from one common point."""
    low, high = torch.min(a, b), torch.max(a, b)
    intersection = (low[:, 0] + low[:, 2]) * (low[:, 1] + low[:, 3])
    area_a = (a[:, 0] + a[:, 2]) * (a[:, 1] + a[:, 3])
    area_b = (b[:, 0] + b[:, 2]) * (b[:, 1] + b[:, 3])
    union = area_a + area_b - intersection
    hull = (high[:, 0] + high[:, 2]) * (high[:, 1] + high[:, 3])
    iou = intersection / union.clamp(min=1e-6)
    return iou, iou - (hull - union) / hull.clamp(min=1e-6)
