"""How far a mask is from the truth, judged where Hearth cuts masks: inside the prompt's box grown by half."""

import numpy as np
import torch
import torch.nn.functional as F

from .box_shape import BoxCells, overlaps
from .boxes import MASK_STRIDE

GROWTH = 0.5
DICE = 2.0  # weight; what is reported is the mean over houses of an overlap
SHARED = 0.1  # part of the loss of three masks that goes to all of them
SHARP = 0.04  # what IoU less makes a rectangle e times less wanted
TURN = 0.3  # weight of which rectangle it is
SPILL = 0.5  # weight of what lies outside: boxes cut it off, clicks do not


def judged_windows(boxes, side):
    """[n, side, side] 1 inside the boxes grown by half their size on each side."""
    grow = GROWTH * (boxes[:, 2:] - boxes[:, :2])
    low, high = (boxes[:, :2] - grow) / MASK_STRIDE, (boxes[:, 2:] + grow) / MASK_STRIDE
    at = np.arange(side) + 0.5
    across = (at > low[:, :1]) & (at < high[:, :1])
    down = (at > low[:, 1:]) & (at < high[:, 1:])
    return torch.from_numpy((down[:, :, None] & across[:, None, :]).astype(np.float32))


def shape_loss(drawn, framed, truth):
    """The rectangle of each box against the truth [n, h, w]: dice of the one drawn (framed [n, 1, h, w]: pixels inside it), and
    cross-entropy of the scores with how well every one of them would do. Returns the loss, and that dice."""
    soft = (2 * framed[:, 0]).sigmoid()
    dice = 1 - ((2 * (soft * truth).sum((1, 2)) + 1) / (soft.sum((1, 2)) + truth.sum((1, 2)) + 1)).mean()
    with torch.no_grad():
        edges = torch.arange(truth.shape[2] // 8, dtype=torch.float32)[None] * (8 * MASK_STRIDE)
        filled = BoxCells(drawn.corner, drawn.opposite, edges, edges).of(truth)
        cell = (drawn.opposite - drawn.corner).clamp(min=4).prod(1) / (MASK_STRIDE * BoxCells.COUNT) ** 2  # in pixels of the truth
        wanted = (overlaps(drawn.covered, filled, truth.sum((1, 2)) / cell) / SHARP).softmax(1)
    return dice + TURN * F.cross_entropy(drawn.scores, wanted), dice.detach()


def segmentation_loss(logits, predicted_iou, truth, windows):
    """logits [n, K, h, w], predicted_iou [n, K], truth and windows [n, h, w] -> mean loss, and the IoU of each mask [n, K].

    Cross-entropy and dice inside the window, a pull to background outside it, and the error of every predicted IoU. Of
    K = 4 masks the first answers alone, and of the others the one that is nearest to the truth (Kirillov et al. 2023).
    """
    truth, windows = truth[:, None], windows[:, None]
    area = windows.sum((2, 3)).clamp(min=1)
    entropy = F.binary_cross_entropy_with_logits(logits, truth.expand_as(logits), reduction="none")
    # A pixel near the outline decides whether attached houses part; it counts three times.
    edge = 1 + 2 * (F.max_pool2d(truth, 5, 1, 2) + F.max_pool2d(-truth, 5, 1, 2))
    entropy = (entropy * windows * edge).sum((2, 3)) / area
    soft = logits.sigmoid() * windows
    inside = truth * windows
    dice = 1 - (2 * (soft * inside).sum((2, 3)) + 1) / (soft.sum((2, 3)) + inside.sum((2, 3)) + 1)
    spill = (F.relu(logits) * (1 - windows)).mean((2, 3)) * SPILL
    with torch.no_grad():
        hard = (logits > 0).float() * windows
        iou = (hard * inside).sum((2, 3)) / ((hard + inside) > 0).float().sum((2, 3)).clamp(min=1)
    error = ((predicted_iou - iou) ** 2).mean(1)
    loss = entropy + DICE * dice + spill
    if loss.shape[1] > 1:
        others = loss[:, 1:]
        # A little of the mean keeps alive those that are never the nearest.
        loss = loss[:, 0] + (1 - SHARED) * others.amin(1) + SHARED * others.mean(1)
    else:
        loss = loss[:, 0]
    return (loss + error).mean(), iou
