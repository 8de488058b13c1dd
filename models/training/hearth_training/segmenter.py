"""hearth-sam: a light image encoder with SAM's prompt encoder and two-way mask decoder (Kirillov et al. 2023).

What differs from SAM, to learn from thousands of buildings instead of a billion masks, and to be quick:
- The prompt is also given as dense maps (distances to the sides of the box, nearness to the clicks),
  computed from the point coordinates, so the official input contract holds.
- The two-way attention works at half the resolution of the embedding; the embedding itself comes back as a
  skip on the way up, so edges stay sharp while a prompt costs a quarter.
- A box says where to look: a prompt is answered in a window around its box, and costs what the window costs.
- The embedding carries a few features of stride 4 beside those of stride 8, as HQ-SAM (Ke et al. 2023) and
  SAM 2 (Ravi et al. 2024) do, since a house is some forty pixels wide. They travel as four sub-cells per cell, so
  the official contract of one `image_embeddings` holds.
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from .backbones import BACKBONES, conv_norm_act
from .box_shape import BoxShape, Drawn
from .boxes import BACKGROUND, FOREGROUND, MASK_STRIDE, PADDING, STRIDE, TOP_LEFT, Boxes, BoxSides, Windows
from .pyramid import Pyramid

FINE = 24  # features of each of the four sub-cells of stride 4
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

    def forward(self, query, key, value, unseen=0.0):
        """unseen: added to the scores; far below zero where a key is not to be looked at."""
        query, key, value = (
            layer(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer, x in ((self.query, query), (self.key, key), (self.value, value))
        )
        weights = (query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + unseen).softmax(-1)
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

    def forward(self, tokens, image, token_position, image_position, unseen):
        query = tokens + token_position
        tokens = self.norms[0](tokens + self.token_to_token(query, query, tokens))
        key = image + image_position
        tokens = self.norms[1](tokens + self.token_to_image(tokens + token_position, key, image, unseen))
        tokens = self.norms[2](tokens + self.think(tokens))
        image = self.norms[3](image + self.image_to_token(key, tokens + token_position, tokens))
        return tokens, image


def quads(x):
    """[B, C, 2h, 2w] -> [B, h * w, 4, C]: the four cells below each cell of the half resolution, side by side.

    After the attention nothing in the decoder looks at its neighbours, so all of it can stay in this order of a
    quadtree: every step is one matrix product, and only the finished logits are put back into rows.
    """
    channels, height, width = x.shape[1:]
    # Two steps, each of which ONNX Runtime has a quick way for: features last, then whole cells into their order.
    x = x.flatten(2).transpose(1, 2).reshape(-1, height // 2, 2, width // 2, 2, channels)
    return x.transpose(2, 3).reshape(-1, (height // 2) * (width // 2), 4, channels)


class DensePrompt(nn.Module):
    """Box, clicks and mask as features of each embedding cell of the windows: [B, m, 4, width]."""

    features = 11

    def __init__(self, width):
        super().__init__()
        self.geometry = nn.Sequential(nn.Linear(self.features, width), nn.GELU(), nn.Linear(width, width))
        patch = (STRIDE // MASK_STRIDE) ** 2
        self.mask = nn.Sequential(nn.Linear(patch, width), nn.GELU(), nn.Linear(width, width))
        self.no_mask = nn.Parameter(torch.zeros(width))

    def forward(self, coords, labels, boxes, mask_input, has_mask_input, windows):
        maps = self.geometry(self.maps(coords, labels, boxes, windows))
        # Logits of earlier masks reach far beyond what a probability tells apart.
        cells = quads(F.pixel_unshuffle(mask_input.clamp(-8, 8) / 4, STRIDE // MASK_STRIDE))  # [B or 1, n, 4, patch]
        own = (torch.arange(coords.shape[0]) % cells.shape[0])[:, None]
        has = has_mask_input.reshape(-1, 1, 1, 1)
        return maps + has * self.mask(cells[own, windows.index]) + (1 - has) * self.no_mask

    def maps(self, coords, labels, boxes, windows):
        """coords [B, N, 2] in pixels of the frame (already at pixel centres), labels [B, N]."""
        half = (torch.arange(2, dtype=torch.float32) + 0.5) * STRIDE
        x = (windows.x[..., None] + half)[:, None, :, None, :]  # [B, 1, columns, 1, 2]
        y = (windows.y[..., None] + half)[:, :, None, :, None]
        at = torch.stack([x + 0 * y, y + 0 * x], -1).flatten(3, 4).flatten(1, 2)  # [B, m, 4, 2]
        x, y = at[..., 0:1], at[..., 1:2]

        corner, opposite, sides, given, guessed = (
            each[:, None, None] for each in (boxes.corner, boxes.opposite, boxes.sides, boxes.given, boxes.guessed)
        )
        distances = torch.cat([(at - corner) / sides, (opposite - at) / sides], -1).clamp(-1, 2)
        inside = torch.sigmoid(8 * distances.amin(-1, keepdim=True))
        everywhere = torch.zeros_like(inside)
        maps = [distances * given, inside * given, given + everywhere]

        points = coords.transpose(1, 2)[:, :, None, None, :]  # [B, 2, 1, 1, N]
        square = (x - points[:, 0]) ** 2 + (y - points[:, 1]) ** 2  # [B, m, 4, N]
        for label in (FOREGROUND, BACKGROUND):
            absent = (labels != label).float()[:, None, None, :] * 1e9
            nearest = (square + absent).amin(-1, keepdim=True)
            maps += [torch.exp(nearest * (-0.5 / 8**2)), torch.exp(nearest * (-0.5 / 40**2))]
        return torch.cat([*maps, guessed + everywhere], -1)


class Answer(NamedTuple):
    """masks: low-resolution logits [B, K, 4h, 4w]; iou: predicted [B, K]; what training looks at besides."""

    masks: torch.Tensor
    iou: torch.Tensor
    drawn: Drawn
    windows: Windows


class MaskDecoder(nn.Module):
    """SAM's decoder in the official contract; prompts are a batch.

    image_embeddings [1, C + 4 * FINE, h, w], point_coords [B, N, 2], point_labels [B, N], mask_input [B or 1, 1, 4h, 4w],
    has_mask_input [1] -> low_res_masks [B, K, 4h, 4w] (logits), iou_predictions [B, K]. `masks` says which of the MASKS: "all",
    "first" or "best", which is the first but for a lone click, where it is the one of the others with the greatest predicted IoU.

    A prompt looks at its window (`Windows`), and has NOTHING outside it.
    """

    NOTHING = -8.0

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
        self.sides_at_4 = BoxSides(at_4)
        self.sides_at_2 = BoxSides(1)
        self.shape = BoxShape(channels)
        self.hyper = nn.ModuleList(
            nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, at_2 + 1)) for _ in range(MASKS)
        )
        self.iou = nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, MASKS))

    def forward(self, *prompted):
        answer = self.answer(*prompted)
        return answer.masks, answer.iou

    def answer(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, masks, origin=0.0):
        """origin: where a crop lies in an imagined larger frame; training moves it about, so that every position is seen."""
        height, width = (side // 2 for side in image_embeddings.shape[2:])
        coords = point_coords + 0.5  # to pixel centres, as the official export does
        boxes = Boxes(coords, point_labels)
        windows = Windows(boxes, height, width)
        dense = self.dense(coords, point_labels, boxes, mask_input, has_mask_input, windows)  # [B, m, 4, dense]
        embedding, fine = quads(image_embeddings).flatten(0, 1).split([self.channels, 4 * FINE], -1)  # [n, 4, C], [n, 4, 4 * FINE]

        image = embedding.mean(1)[windows.index] + self.dense_to_image(dense.flatten(2))  # [B, m, C]
        position = self._grid(height, width, origin)[windows.index]
        tokens, image = self._attended(self._tokens(coords + origin, point_labels), image, position, windows)
        features = self._grown(image, dense, embedding, fine, boxes, windows)
        iou, weights = self._wanted(tokens, point_labels, masks)
        logits = features @ weights[..., :-1].transpose(1, 2) + weights[:, None, :, -1]  # [B, pixels, K]
        x = self._rows(logits.transpose(1, 2), windows.rows, windows.columns)
        across, down = self.sides_at_2(boxes, windows, MASK_STRIDE)
        x = x + across.reshape(-1, 1, 1, 1, windows.columns, 8) + down.reshape(-1, 1, windows.rows, 8, 1, 1)
        drawn = self.shape(tokens[:, 1], x[:, :1].detach(), boxes, windows)
        return Answer(self.framed(x + drawn.weight * drawn.inside, windows, height, width), iou, drawn, windows)

    def _attended(self, tokens, image, image_position, windows):
        token_position = tokens
        unseen = torch.where(windows.own, 0.0, -1e9)[:, None, None]  # [B, 1, 1, m]
        for block in self.blocks:
            tokens, image = block(tokens, image, token_position, image_position, unseen)
        look = self.last_look(tokens + token_position, image + image_position, image, unseen)
        return self.last_norm(tokens + look), image

    def _grown(self, image, dense, embedding, fine, boxes, windows):
        """Features of each pixel of the masks [B, pixels, at_2], in the order of three nested quads."""
        x = self.up_to_8(image).unflatten(-1, (4, -1)) + self.skip_dense(dense) + self.skip_image(embedding)[windows.index]
        x = self.up_to_4(F.silu(x)).unflatten(-1, (4, -1))
        fine = self.skip_fine(fine.unflatten(-1, (-1, 4)).transpose(-1, -2))[windows.index]
        x = (x + fine).reshape(-1, windows.rows, windows.columns, 2, 2, 2, 2, x.shape[-1])
        across, down = self.sides_at_4(boxes, windows, STRIDE // 2)
        across = across.reshape(-1, 1, windows.columns, 1, 2, 1, 2, x.shape[-1])
        x = F.relu(x + across + down.reshape(-1, windows.rows, 1, 2, 1, 2, 1, x.shape[-1]))
        x = F.relu(self.up_to_2(x))  # [B, rows, columns, 2, 2, 2, 2, 4 * at_2]
        return x.reshape(-1, 64 * windows.rows * windows.columns, x.shape[-1] // 4)

    def _wanted(self, tokens, labels, masks):
        """Predicted IoU [B, K], and for each of the masks that are wanted the weights of the features, with a constant [B, K, at_2 + 1]."""
        iou = self.iou(tokens[:, 0]).sigmoid()
        weights = torch.stack([self.hyper[i](tokens[:, 1 + i]) for i in range(1 if masks == "first" else MASKS)], 1)
        if masks == "first":
            iou = iou[:, :1]
        if masks == "best":
            best = self.best(iou, labels)
            weights = weights.gather(1, best[..., None].expand(-1, -1, weights.shape[-1]))
            iou = iou.gather(1, best)
        return iou, weights

    @staticmethod
    def best(iou, labels):
        """[B, 1]: which mask answers a prompt, decided before any is made."""
        lone_click = (labels >= TOP_LEFT).sum(1, keepdim=True) + ((labels >= 0).sum(1, keepdim=True) - 1) == 0
        return torch.where(lone_click, 1 + iou[:, 1:].argmax(1, keepdim=True), 0)

    @staticmethod
    def _rows(logits, height, width):
        """[B, K, pixels] in the order of three nested quads -> [B, K, height, 8, width, 8]."""
        count = logits.shape[1]
        x = logits.reshape(-1, count, height, width, 2, 2, 2, 2, 2, 2)
        return x.permute(0, 1, 2, 4, 6, 8, 3, 5, 7, 9).reshape(-1, count, height, 8, width, 8)

    def framed(self, x, windows, height, width):
        """Logits of the windows [B, K, rows, 8, columns, 8] -> [B, K, 8 * height, 8 * width] of the frame."""
        count = x.shape[1]
        own = windows.own.reshape(-1, 1, windows.rows, 1, windows.columns, 1)
        x = torch.where(own, x, self.NOTHING)
        # The frame as pieces of a row, eight pixels long.
        batch = windows.index.shape[0]
        frames = torch.arange(batch * count).reshape(-1, count, 1, 1, 1)
        rows = 8 * windows.top.reshape(-1, 1, windows.rows, 1, 1) + torch.arange(8).reshape(8, 1)
        pieces = ((frames * height * 8 + rows) * width + windows.left.reshape(-1, 1, 1, 1, windows.columns)).flatten()
        frame = torch.full((batch * count * 8 * height * width, 8), self.NOTHING, dtype=x.dtype)
        return frame.index_put((pieces,), x.reshape(-1, 8)).reshape(-1, count, 8 * height, 8 * width)

    def _tokens(self, coords, labels):
        labels = labels.unsqueeze(-1)
        points = self.position(coords) * (labels != PADDING)
        points = points + self.padding.weight[0] * (labels == PADDING)
        for kind in range(4):
            points = points + self.point_kinds.weight[kind] * (labels == kind)
        outputs = self.output_tokens.weight.unsqueeze(0) + torch.zeros_like(points[:, :1, :])
        return torch.cat([outputs, points], 1)

    def _grid(self, height, width, origin):
        """Positions of the frame's cells [n, C]."""
        y = (torch.arange(height, dtype=torch.float32) + 0.5).view(height, 1) * (2 * STRIDE)
        x = (torch.arange(width, dtype=torch.float32) + 0.5).view(1, width) * (2 * STRIDE)
        xy = torch.stack([x.expand(height, width), y.expand(height, width)], -1) + origin
        return self.position(xy).flatten(0, 1)


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
