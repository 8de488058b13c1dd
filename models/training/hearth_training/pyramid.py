"""Feature pyramid (Lin et al. 2017): every stride gets the meaning of the coarse maps and the edges of the fine ones."""

import torch.nn.functional as F
from torch import nn

from .backbones import conv_norm_act

STRIDES = (4, 8, 16, 32)


class Pyramid(nn.Module):
    """Maps of `channels` at the given strides, each smoothed by a 3x3 convolution.

    context: add a global average of the coarsest map, so that a pixel knows what kind of place it is in.
    """

    def __init__(self, inputs, channels, strides, context):
        super().__init__()
        self.strides = strides
        self.lateral = nn.ModuleDict(
            {
                str(stride): nn.Conv2d(width, channels, 1)
                for stride, width in zip(STRIDES, inputs)
                if stride >= min(strides)
            }
        )
        self.smooth = nn.ModuleDict({str(stride): conv_norm_act(channels, channels) for stride in strides})
        self.context = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(inputs[-1], channels, 1)) if context else None

    def forward(self, maps):
        outputs, x = {}, None
        for stride, features in reversed(list(zip(STRIDES, maps))):
            if str(stride) not in self.lateral:
                break
            top = self.lateral[str(stride)](features)
            if x is None:
                x = top + self.context(features) if self.context is not None else top
            else:
                x = top + F.interpolate(x, scale_factor=2.0)
            if stride in self.strides:
                smoothed = self.smooth[str(stride)](x)
                outputs[stride] = smoothed
                if stride in (4, 8):
                    x = smoothed  # the fine maps build on the smoothed coarser one
        return [outputs[stride] for stride in self.strides]
