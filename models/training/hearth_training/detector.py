"""hearth-yolo: an anchor-free detector over strides 4 to 32 whose export has the Ultralytics output layout."""

import torch
import torch.nn.functional as F
from torch import nn

from .backbones import BACKBONES
from .pyramid import STRIDES, Pyramid

# At stride 4 a house of 10 m is ten cells wide. A level takes boxes up to this longest side in pixels.
LEVEL_LIMITS = {4: 64, 8: 128, 16: 256, 32: float("inf")}


class Head(nn.Module):
    """Centre heat, four distances to the sides, and the expected IoU of the box they make.

    The convolutions are shared by all levels, since a warehouse at stride 32 looks like a house at stride 4;
    each level has its own normalisation.
    """

    def __init__(self, channels, width=64):
        super().__init__()
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(channels, width, 3, 1, 1, bias=False), nn.Conv2d(width, width, 3, 1, 1, bias=False)]
        )
        self.norms = nn.ModuleList(nn.ModuleList(nn.BatchNorm2d(width) for _ in range(2)) for _ in STRIDES)
        self.heat = nn.Conv2d(width, 1, 3, 1, 1)
        self.distances = nn.Conv2d(width, 4, 3, 1, 1)
        self.quality = nn.Conv2d(width, 1, 3, 1, 1)
        nn.init.constant_(self.heat.bias, -4.0)

    def shared_convolutions(self):
        """Each convolution with its normalisation on each level."""
        return [(c, [norms[i] for norms in self.norms]) for i, c in enumerate(self.convolutions)]

    def forward(self, levels):
        outputs = []
        for x, norms in zip(levels, self.norms):
            for convolution, norm in zip(self.convolutions, norms):
                x = F.silu(norm(convolution(x)))
            outputs.append((self.heat(x), self.distances(x), self.quality(x)))
        return outputs


class Detector(nn.Module):
    """forward: images [B, 3, S, S] in 0..1 -> per stride (heat logits, distances in pixels, quality logits)."""

    def __init__(self, backbone, channels, context, mean, std):
        super().__init__()
        self.backbone = BACKBONES[backbone]()
        self.pyramid = Pyramid(self.backbone.channels, channels, STRIDES, context)
        self.head = Head(channels)
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1) / 255, persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1) / 255, persistent=False)

    def forward(self, images):
        x = (images - self.mean) / self.std
        levels = self.pyramid(self.backbone(x.contiguous(memory_format=torch.channels_last)))
        return [
            (heat.float(), F.softplus(distances.float()) * 2 * stride, quality.float())
            for stride, (heat, distances, quality) in zip(STRIDES, self.head(levels))
        ]


class DetectorExport(nn.Module):
    """images [1, 3, S, S] in 0..1 -> output0 [1, 5, anchors]: cx, cy, w, h in input pixels, score.

    A score is the heat where it is a local maximum of its level and 0 elsewhere, weighed with the expected
    IoU. So each building speaks once, and NMS has to settle only what two levels or two peaks both claim.
    """

    def __init__(self, detector, quality_weight):
        super().__init__()
        self.detector = detector
        self.quality_weight = quality_weight

    def forward(self, images):
        columns = []
        for stride, (heat, distances, quality) in zip(STRIDES, self.detector(images)):
            score = heat.sigmoid() ** (1 - self.quality_weight) * quality.sigmoid() ** self.quality_weight
            peak = F.max_pool2d(heat, 3, 1, 1) == heat
            score = torch.where(peak, score, torch.zeros_like(score))
            left, top, right, bottom = distances.unbind(1)
            height, width = heat.shape[2:]
            y = (torch.arange(height, dtype=torch.float32).view(1, height, 1) + 0.5) * stride
            x = (torch.arange(width, dtype=torch.float32).view(1, 1, width) + 0.5) * stride
            box = torch.stack(
                [x + (right - left) / 2, y + (bottom - top) / 2, left + right, top + bottom], 1
            )
            columns.append(torch.cat([box, score], 1).flatten(2))
        return torch.cat(columns, 2)
