"""How far a mask is from the truth, judged where Hearth cuts masks: inside the prompt's box grown by half."""

import numpy as np
import torch
import torch.nn.functional as F

from .segmenter import MASK_STRIDE

GROWTH = 0.5
SPILL = 0.5  # weight of what lies outside: boxes cut it off, clicks do not


def judged_windows(boxes, side):
    """[n, side, side] 1 inside the boxes grown by half their size on each side."""
    grow = GROWTH * (boxes[:, 2:] - boxes[:, :2])
    low, high = (boxes[:, :2] - grow) / MASK_STRIDE, (boxes[:, 2:] + grow) / MASK_STRIDE
    at = np.arange(side) + 0.5
    across = (at > low[:, :1]) & (at < high[:, :1])
    down = (at > low[:, 1:]) & (at < high[:, 1:])
    return torch.from_numpy((down[:, :, None] & across[:, None, :]).astype(np.float32))


def segmentation_loss(logits, predicted_iou, truth, windows):
    """logits, truth, windows [n, h, w] -> mean loss, and the IoU of each mask.

    Cross-entropy and dice inside the window, a pull to background outside it, and the error of the
    predicted IoU.
    """
    area = windows.sum((1, 2)).clamp(min=1)
    entropy = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    # A pixel near the outline decides whether attached houses part; it counts three times.
    edge = 1 + 2 * (F.max_pool2d(truth[:, None], 5, 1, 2) + F.max_pool2d(-truth[:, None], 5, 1, 2))[:, 0]
    entropy = (entropy * windows * edge).sum((1, 2)) / area
    soft = logits.sigmoid() * windows
    inside = truth * windows
    dice = 1 - (2 * (soft * inside).sum((1, 2)) + 1) / (soft.sum((1, 2)) + inside.sum((1, 2)) + 1)
    spill = (F.relu(logits) * (1 - windows)).mean((1, 2)) * SPILL
    with torch.no_grad():
        hard = (logits > 0).float() * windows
        iou = (hard * inside).sum((1, 2)) / ((hard + inside) > 0).float().sum((1, 2)).clamp(min=1)
    error = (predicted_iou - iou) ** 2
    return (entropy + dice + spill + error).mean(), iou
