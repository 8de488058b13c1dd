"""Prompts made from the truth: boxes, exact or as a detector guesses them, clicks inside, then clicks where the mask is wrong."""

import cv2
import numpy as np
import torch

from .boxes import BACKGROUND, BOTTOM_RIGHT, FOREGROUND, MASK_STRIDE, PADDING, TOP_LEFT

BOX_SPREAD = 0.1  # largest standard deviation of a guessed box's corner, in units of the box


def guessed_boxes(boxes, rng):
    """As a detector gives them: each off by a spread of its own."""
    sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    shift = rng.normal(0, 1, boxes.shape) * rng.uniform(0, BOX_SPREAD, (len(boxes), 1))
    return (boxes + np.clip(shift, -0.2, 0.2) * sides).astype(np.float32)


def box_prompts(boxes, guessed=False):
    """Boxes as two corners; behind those of a detector stands a padding point."""
    kinds = [TOP_LEFT, BOTTOM_RIGHT, PADDING][: 3 if guessed else 2]
    coords = boxes.reshape(-1, 2, 2).astype(np.float32)
    if guessed:
        coords = np.concatenate([coords, np.zeros_like(coords[:, :1])], 1)
    return coords, np.tile(np.array([kinds], np.float32), (len(boxes), 1))


def click_prompts(masks, rng):
    """One click well inside each mask, and the padding point that SAM adds when there is no box."""
    coords = np.stack([_inner_point(mask, rng) for mask in masks])
    coords = np.stack([coords, np.zeros_like(coords)], 1)
    return coords, np.tile(np.array([[FOREGROUND, PADDING]], np.float32), (len(masks), 1))


def correction_clicks(predicted, truth, rng):
    """One click each in the largest wrong region: missing -> foreground, too much -> background."""
    coords, labels = [], []
    for p, t in zip(predicted, truth):
        missing, excess = t & (1 - p), p & (1 - t)
        label = FOREGROUND if missing.sum() >= excess.sum() else BACKGROUND
        region = missing if label == FOREGROUND else excess
        if region.any():
            coords.append(_inner_point(_largest(region), rng))
        else:
            coords.append(_inner_point(t, rng))
            label = FOREGROUND
        labels.append(label)
    return np.array(coords, np.float32)[:, None], np.array(labels, np.float32)[:, None]


def joined(first, second):
    (coords, labels), (more_coords, more_labels) = first, second
    return np.concatenate([coords, more_coords], 1), np.concatenate([labels, more_labels], 1)


def tensors(prompt):
    return torch.from_numpy(prompt[0]), torch.from_numpy(prompt[1])


def _largest(region):
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(region)
    if count <= 2:
        return region
    return (labels == 1 + statistics[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)


def _inner_point(mask, rng):
    """A pixel of the frame inside a mask, away from its border: people click into things, not onto edges."""
    rows, columns = np.nonzero(mask)
    if len(rows) == 0:
        return np.zeros(2, np.float32)
    top, left = rows.min(), columns.min()
    window = np.pad(mask[top : rows.max() + 1, left : columns.max() + 1], 1)
    depth = cv2.distanceTransform(window, cv2.DIST_L2, 3)
    deep = np.argwhere(depth >= rng.uniform(0.3, 1.0) * depth.max())
    row, column = deep[rng.integers(len(deep))] - 1 + [top, left]
    return np.array([column, row], np.float32) * MASK_STRIDE + rng.uniform(0, MASK_STRIDE - 1)
