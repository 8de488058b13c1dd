"""hearth-sam: a light image encoder with SAM's prompt encoder and two-way mask decoder (Kirillov et al. 2023).

What differs from SAM, to learn from thousands of buildings instead of a billion masks, and to be quick:
- The prompt is also given as dense maps (distances to the sides of the box, nearness to the clicks),
  computed from the point coordinates, so the official input contract holds.
- The two-way attention works at half the resolution of the embedding; the embedding itself comes back as a
  skip on the way up, so edges stay sharp while a prompt costs a quarter.
- The embedding carries a few features of stride 4 beside those of stride 8, as HQ-SAM (Ke et al. 2023) and
  SAM 2 (Ravi et al. 2024) do, since a house is some forty pixels wide. They travel as four sub-cells per cell, so
  the official contract of one `image_embeddings` holds.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .backbones import BACKBONES, conv_norm_act
from .pyramid import Pyramid

STRIDE = 8  # of the embedding
MASK_STRIDE = 2  # of the low-resolution masks: four per embedding cell
FINE = 24  # features of each of the four sub-cells of stride 4
FOREGROUND, BACKGROUND, TOP_LEFT, BOTTOM_RIGHT, PADDING = 1, 0, 2, 3, -1
MASKS = 4  # one for prompts that say what is meant, then three for a click that may mean a part, a house or a row


class Encoder(nn.Module):
    """image [1, 3, S, S], normalised by mean and std -> image_embeddings [1, C + 4 * FINE, S/8, S/8]."""

    def __init__(self, backbone, channels, context):
        super().__init__()
        self.backbone = BACKBONES[backbone]()
        self.pyramid = Pyramid(self.backbone.channels, channels, (STRIDE,), context)
        self.neck = nn.Conv2d(channels, channels, 1)
        self.fine_lateral = nn.Conv2d(self.backbone.channels[0], 2 * FINE, 1)
        self.fine_context = nn.Conv2d(channels, 2 * FINE, 1)
        self.fine = nn.Sequential(conv_norm_act(2 * FINE, 2 * FINE), nn.Conv2d(2 * FINE, FINE, 1))

    def forward(self, image):
        maps = self.backbone(image.contiguous(memory_format=torch.channels_last))
        (features,) = self.pyramid(maps)
        context = F.interpolate(self.fine_context(features), scale_factor=2.0)
        fine = self.fine(F.silu(self.fine_lateral(maps[0]) + context))
        return torch.cat([self.neck(features), F.pixel_unshuffle(fine, 2)], 1)


class FourierPosition(nn.Module):
    """Pixel positions -> random Fourier features (Tancik et al. 2020).

    SAM measures positions in frames; pixels here, so that a house looks the same in a frame of any size.
    """

    unit = 160  # pixels per turn of a frequency of 1

    def __init__(self, channels):
        super().__init__()
        self.register_buffer("frequencies", torch.randn(2, channels // 2) * 2.0)

    def forward(self, xy):
        phase = (xy / self.unit - 1) @ self.frequencies * (2 * math.pi)
        return torch.cat([phase.sin(), phase.cos()], -1)


class Attention(nn.Module):
    def __init__(self, channels, inner, heads=4):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(channels, inner) for _ in range(3))
        self.out = nn.Linear(inner, channels)

    def forward(self, query, key, value):
        query, key, value = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer, x in ((self.query, query), (self.key, key), (self.value, value))
        )
        weights = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).flatten(2))


class TwoWayBlock(nn.Module):
    """Tokens look at themselves, at the image, think, and the image looks at them."""

    def __init__(self, channels):
        super().__init__()
        self.token_to_token = Attention(channels, channels)
        self.token_to_image = Attention(channels, channels // 2)
        self.image_to_token = Attention(channels, channels // 2)
        self.think = nn.Sequential(nn.Linear(channels, channels * 4), nn.GELU(), nn.Linear(channels * 4, channels))
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in range(4))

    def forward(self, tokens, image, token_position, image_position):
        query = tokens + token_position
        tokens = self.norms[0](tokens + self.token_to_token(query, query, tokens))
        key = image + image_position
        tokens = self.norms[1](tokens + self.token_to_image(tokens + token_position, key, image))
        tokens = self.norms[2](tokens + self.think(tokens))
        image = self.norms[3](image + self.image_to_token(key, tokens + token_position, tokens))
        return tokens, image


def quads(x):
    """[B, C, 2h, 2w] -> [B, h * w, 4, C]: the four cells below each cell of the half resolution, side by side.

    After the attention nothing in the decoder looks at its neighbours, so all of it can stay in this order of a
    quadtree: every step is one matrix product, and only the finished logits are put back into rows.
    """
    channels, height, width = x.shape[1:]
    x = x.reshape(-1, channels, height // 2, 2, width // 2, 2)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(-1, (height // 2) * (width // 2), 4, channels)


class DensePrompt(nn.Module):
    """Box, clicks and mask as features of each embedding cell: [B, h/2 * w/2, 4, width], in the order of `quads`."""

    features = 10

    def __init__(self, width):
        super().__init__()
        self.geometry = nn.Sequential(nn.Linear(self.features, width), nn.GELU(), nn.Linear(width, width))
        patch = (STRIDE // MASK_STRIDE) ** 2
        self.mask = nn.Sequential(nn.Linear(patch, width), nn.GELU(), nn.Linear(width, width))
        self.no_mask = nn.Parameter(torch.zeros(width))

    def forward(self, coords, labels, mask_input, has_mask_input, height, width):
        maps = self.geometry(self.maps(coords, labels, height, width))
        # Logits of earlier masks reach far beyond what a probability tells apart.
        cells = F.pixel_unshuffle(mask_input.clamp(-8, 8) / 4, STRIDE // MASK_STRIDE)
        has = has_mask_input.reshape(-1, 1, 1, 1)
        return maps + has * self.mask(quads(cells)) + (1 - has) * self.no_mask

    def maps(self, coords, labels, height, width):
        """coords [B, N, 2] in pixels of the frame (already at pixel centres), labels [B, N]."""
        y = (torch.arange(height, dtype=torch.float32) + 0.5).view(1, 1, height, 1) * STRIDE
        x = (torch.arange(width, dtype=torch.float32) + 0.5).view(1, 1, 1, width) * STRIDE
        at = quads(torch.cat([x.expand(1, 1, height, width), y.expand(1, 1, height, width)], 1))  # [1, n, 4, 2]
        x, y = at[..., 0:1], at[..., 1:2]

        def chosen(label):
            return (labels == label).float().unsqueeze(-1)

        corner = (coords * chosen(TOP_LEFT)).sum(1).view(-1, 1, 1, 2)
        opposite = (coords * chosen(BOTTOM_RIGHT)).sum(1).view(-1, 1, 1, 2)
        boxed = chosen(TOP_LEFT).sum(1).clamp(max=1).view(-1, 1, 1, 1)
        sides = (opposite - corner).clamp(min=4)
        distances = torch.cat([(at - corner) / sides, (opposite - at) / sides], -1).clamp(-1, 2)
        inside = torch.sigmoid(8 * distances.amin(-1, keepdim=True))
        maps = [distances * boxed, inside * boxed, boxed + torch.zeros_like(inside)]

        points = coords.transpose(1, 2)[:, :, None, None, :]  # [B, 2, 1, 1, N]
        square = (x - points[:, 0]) ** 2 + (y - points[:, 1]) ** 2  # [B, n, 4, N]
        for label in (FOREGROUND, BACKGROUND):
            absent = (labels != label).float()[:, None, None, :] * 1e9
            nearest = (square + absent).amin(-1, keepdim=True)
            maps += [torch.exp(nearest * (-0.5 / 8**2)), torch.exp(nearest * (-0.5 / 40**2))]
        return torch.cat(maps, -1)


class MaskDecoder(nn.Module):
    """SAM's decoder in the official contract; prompts are a batch.

    image_embeddings [1, C + 4 * FINE, h, w], point_coords [B, N, 2], point_labels [B, N], mask_input [B or 1, 1, 4h, 4w],
    has_mask_input [1] -> low_res_masks [B, K, 4h, 4w] (logits), iou_predictions [B, K]. `masks` says which of the MASKS: "all",
    "first" or "best", which is the first but for a lone click, where it is the one of the others with the greatest predicted IoU.
    """

    def __init__(self, channels=128, dense=32, at_8=48, at_4=32, at_2=8):
        super().__init__()
        self.channels = channels
        self.dense = DensePrompt(dense)
        self.position = FourierPosition(channels)
        self.point_kinds = nn.Embedding(4, channels)  # background, foreground, top left, bottom right
        self.padding = nn.Embedding(1, channels)
        self.output_tokens = nn.Embedding(1 + MASKS, channels)  # predicted IoU, masks
        self.dense_to_image = nn.Linear(4 * dense, channels)
        self.blocks = nn.ModuleList(TwoWayBlock(channels) for _ in range(2))
        self.last_look = Attention(channels, channels // 2)
        self.last_norm = nn.LayerNorm(channels)
        self.up_to_8 = nn.Linear(channels, 4 * at_8)
        self.skip_image = nn.Linear(channels, at_8)
        self.skip_dense = nn.Linear(dense, at_8)
        self.up_to_4 = nn.Linear(at_8, 4 * at_4)
        self.skip_fine = nn.Linear(FINE, at_4)
        self.up_to_2 = nn.Linear(at_4, 4 * at_2)
        self.hyper = nn.ModuleList(
            nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, at_2 + 1)) for _ in range(MASKS)
        )
        self.iou = nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, MASKS))

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, masks, origin=0.0):
        """origin: where a crop lies in an imagined larger frame; training moves it about, so that every position is seen."""
        height, width = image_embeddings.shape[2:]
        coords = point_coords + 0.5  # to pixel centres, as the official export does
        dense = self.dense(coords, point_labels, mask_input, has_mask_input, height, width)  # [B, n, 4, dense]
        tokens = self._tokens(coords + origin, point_labels)

        embedding, fine = quads(image_embeddings).split([self.channels, 4 * FINE], -1)  # [1, n, 4, C], [1, n, 4, 4 * FINE]
        image = embedding.mean(2) + self.dense_to_image(dense.flatten(2))  # [B, n, C]
        image_position = self._grid(height // 2, width // 2, origin)
        token_position = tokens
        for block in self.blocks:
            tokens, image = block(tokens, image, token_position, image_position)
        tokens = self.last_norm(
            tokens + self.last_look(tokens + token_position, image + image_position, image)
        )

        x = self.up_to_8(image).unflatten(-1, (4, -1)) + self.skip_dense(dense) + self.skip_image(embedding)
        fine = self.skip_fine(fine.unflatten(-1, (-1, 4)).transpose(-1, -2))  # [1, n, 4, 4, at_4]
        x = F.relu(self.up_to_4(F.silu(x)).unflatten(-1, (4, -1)) + fine)  # [B, n, 4, 4, at_4]
        x = F.relu(self.up_to_2(x))  # [B, n, 4, 4, 4 * at_2]
        iou = self.iou(tokens[:, 0]).sigmoid()
        wanted = 1 if masks == "first" else MASKS
        weights = torch.stack([self.hyper[i](tokens[:, 1 + i]) for i in range(wanted)], 1)  # [B, K, at_2 + 1]
        if masks == "first":
            iou = iou[:, :1]
        if masks == "best":
            best = self.best(iou, point_labels)
            weights = weights.gather(1, best[..., None].expand(-1, -1, weights.shape[-1]))
            iou = iou.gather(1, best)
        x = x.reshape(-1, 16 * height * width, weights.shape[-1] - 1)
        logits = x @ weights[..., :-1].transpose(1, 2) + weights[:, None, :, -1]  # [B, pixels, K]
        return self._rows(logits.transpose(1, 2), height // 2, width // 2), iou

    @staticmethod
    def best(iou, labels):
        """[B, 1]: which mask answers a prompt, decided before any is made."""
        lone_click = (labels >= TOP_LEFT).sum(1, keepdim=True) + ((labels >= 0).sum(1, keepdim=True) - 1) == 0
        return torch.where(lone_click, 1 + iou[:, 1:].argmax(1, keepdim=True), 0)

    @staticmethod
    def _rows(logits, height, width):
        """[B, K, pixels] in the order of three nested quads -> [B, K, 8 * height, 8 * width]."""
        count = logits.shape[1]
        x = logits.reshape(-1, height, width, 2, 2, 2, 2, 2, 2)
        return x.permute(0, 1, 3, 5, 7, 2, 4, 6, 8).reshape(-1, count, 8 * height, 8 * width)

    def _tokens(self, coords, labels):
        labels = labels.unsqueeze(-1)
        points = self.position(coords) * (labels != PADDING)
        points = points + self.padding.weight[0] * (labels == PADDING)
        for kind in range(4):
            points = points + self.point_kinds.weight[kind] * (labels == kind)
        outputs = self.output_tokens.weight.unsqueeze(0) + torch.zeros_like(points[:, :1, :])
        return torch.cat([outputs, points], 1)

    def _grid(self, height, width, origin):
        y = (torch.arange(height, dtype=torch.float32) + 0.5).view(height, 1) * (2 * STRIDE)
        x = (torch.arange(width, dtype=torch.float32) + 0.5).view(1, width) * (2 * STRIDE)
        xy = torch.stack([x.expand(height, width), y.expand(height, width)], -1) + origin
        return self.position(xy).flatten(0, 1).unsqueeze(0)


class DecoderExport(nn.Module):
    """Adds `masks`, the logits at the size of the original picture, as the official export does; one mask per prompt, or all."""

    def __init__(self, decoder, input_size, best):
        super().__init__()
        self.decoder = decoder
        self.input_size = input_size
        self.masks = "best" if best else "all"

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size):
        low, iou = self.decoder(image_embeddings, point_coords, point_labels, mask_input, has_mask_input, self.masks)
        size = orig_im_size.to(torch.float32)
        framed = torch.floor(size * (self.input_size / size.max()) + 0.5)  # without the padding of the frame
        kept = torch.ceil(framed / MASK_STRIDE).to(torch.int64)
        out = orig_im_size.to(torch.int64)
        # One interpolation straight to the picture: the official export makes two.
        masks = F.interpolate(
            low[..., : kept[0], : kept[1]], size=(out[0], out[1]), mode="bilinear", align_corners=False
        )
        return masks, iou, low
