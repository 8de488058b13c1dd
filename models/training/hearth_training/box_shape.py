"""What a box says of the house in it: about a rectangle that touches all four of its sides, so that only its turn is open."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

from .boxes import MASK_STRIDE


class Rectangles:
    """The rectangles that touch all four sides of boxes, in COUNT steps.

    One that touches the upper side at the part t of its length and the right side at the part s touches the lower and the left
    one opposite; its corners are square if t (1 - t) width^2 = s (1 - s) height^2. Along the shorter side the part is free: it
    goes from 0, which is the box itself, to MOST, which is a sliver along a diagonal; then the same again, mirrored.
    """

    STEPS, MOST = 18, 0.85
    COUNT = 2 * STEPS

    def __init__(self, corner, opposite):
        """Upper left and lower right of the boxes [B, 2] in pixels."""
        self.middle = (corner + opposite) / 2
        self.sides = (opposite - corner).clamp(min=4)
        self.parts = torch.linspace(0, self.MOST, self.STEPS).repeat(2)
        self.mirrored = torch.arange(self.COUNT) >= self.STEPS

    def touching(self, part, mirrored):
        """Along the shorter side the part [B, k], and whether it is mirrored -> t, s [B, k]."""
        width, height = self.sides[:, :1], self.sides[:, 1:]
        shorter, longer = torch.minimum(width, height), torch.maximum(width, height)
        product = part * (1 - part) * (shorter / longer) ** 2
        other = (1 - (1 - 4 * product).clamp(min=1e-4).sqrt()) / 2
        wide = width >= height
        t, s = torch.where(wide, other, part), torch.where(wide, part, other)
        return torch.where(mirrored, 1 - t, t), torch.where(mirrored, 1 - s, s)

    def inside(self, t, s, x, y):
        """How far points are inside, in pixels; x and y from the middle of the box. All four of as many dimensions, the first B."""
        a, b = (self.sides[:, axis].reshape(-1, *[1] * (t.dim() - 1)) / 2 for axis in range(2))
        one = self._between(s * b, (t - 1) * a, x, y, (2 * t - 1) * a, -b)
        other = self._between((1 - s) * b, t * a, x, y, a, (2 * s - 1) * b)
        return torch.minimum(one, other)

    @staticmethod
    def _between(across, down, x, y, corner_x, corner_y):
        """Distance from the nearer of two lines on either side of the middle, of this normal, one of them through a corner."""
        length = (across**2 + down**2 + 1e-3).sqrt()
        across, down = across / length, down / length
        return (across * corner_x + down * corner_y).abs() - (across * x + down * y).abs()


class BoxCells:
    """Maps seen as COUNT x COUNT means over a box, so that boxes of any size look alike."""

    COUNT = 16

    def __init__(self, corner, opposite, x, y):
        """x, y: where each eight pixels of the maps begin, [B or 1, k] in pixels of the frame."""
        within = (torch.arange(8, dtype=torch.float32) + 0.5) * MASK_STRIDE
        centres = (torch.arange(self.COUNT, dtype=torch.float32) + 0.5) / self.COUNT
        lines = []
        for axis, edges in enumerate((x, y)):
            low, side = corner[:, axis, None], (opposite - corner)[:, axis, None].clamp(min=4)
            part = ((edges[..., None] + within).flatten(1) - low) / side  # 0 to 1 inside
            reach = (MASK_STRIDE / side).clamp(min=1 / self.COUNT)[..., None]
            near = F.relu(1 - (part[:, None] - centres[:, None]).abs() / reach)
            lines.append(near / near.sum(2, keepdim=True).clamp(min=1e-3))
        self.across, self.down = lines  # [B, COUNT, pixels]

    def of(self, maps):
        """[B, rows, columns] -> [B, COUNT, COUNT]"""
        return self.down @ maps @ self.across.transpose(1, 2)


class Drawn(NamedTuple):
    """inside [B, 1, rows, 8, columns, 8]: how far pixels are inside the rectangle, in pixels; weight: what a pixel counts, in logits.

    The rest is to learn from: scores of all rectangles [B, k], and what they cover of the cells [B, k, n, n] of the box from corner to
    opposite [B, 2]."""

    inside: torch.Tensor
    weight: torch.Tensor
    scores: torch.Tensor
    covered: torch.Tensor
    corner: torch.Tensor
    opposite: torch.Tensor


class BoxShape(nn.Module):
    """Which rectangle the house in a box is about, and how much that says. Told by the attention, and by how well each agrees with
    the mask so far. A detector's box is moved first."""

    reach = 4.0  # pixels beyond which a distance says no more
    slack = 0.2  # by which part of its sides a guess may be off
    pooled = 8

    def __init__(self, channels, hidden=96):
        super().__init__()
        seen = channels + 4 + self.pooled**2
        self.move = nn.Sequential(nn.Linear(seen, hidden), nn.GELU(), nn.Linear(hidden, 4))
        self.answer = nn.Sequential(
            nn.Linear(seen + Rectangles.COUNT + 1, hidden),
            nn.GELU(),
            nn.Linear(hidden, hidden),
            nn.GELU(),
            nn.Linear(hidden, Rectangles.COUNT + 1),
        )
        self.agreement = nn.Parameter(torch.tensor(20.0))  # what it counts among the scores
        for last in (self.move[-1], self.answer[-1]):
            nn.init.normal_(last.weight, std=0.01)
            nn.init.zeros_(last.bias)

    def forward(self, token, logits, boxes, windows):
        """token [B, channels], logits of the mask so far [B, 1, rows, 8, columns, 8] -> Drawn."""
        size = torch.log(boxes.sides / 32)
        told = torch.cat([token, size, size[:, :1] - size[:, 1:], boxes.guessed], 1)
        filled = logits.sigmoid().reshape(-1, 8 * windows.rows, 8 * windows.columns)
        corner, opposite = self._moved(told, filled, boxes, windows)

        rectangles = Rectangles(corner, opposite)
        covered = self._covered(rectangles)
        filled = BoxCells(corner, opposite, windows.x, windows.y).of(filled)
        agreement = overlaps(covered, filled, filled.sum((1, 2)))
        seen = torch.cat([self._seen(told, filled), agreement, agreement.amax(1, keepdim=True)], 1)
        scores, weight = self.answer(seen).split([Rectangles.COUNT, 1], 1)
        scores = scores + self.agreement * agreement
        inside = self._inside(rectangles, *self._chosen(rectangles, scores), windows)
        weight = F.softplus(weight) * boxes.given
        return Drawn(inside, weight.reshape(-1, 1, 1, 1, 1, 1), scores, covered, corner, opposite)

    def _moved(self, told, filled, boxes, windows):
        seen = self._seen(told, BoxCells(boxes.corner, boxes.opposite, windows.x, windows.y).of(filled))
        moves = self.slack * self.move(seen).tanh() * boxes.guessed * boxes.sides.repeat(1, 2)
        return boxes.corner + moves[:, :2], boxes.opposite + moves[:, 2:]

    def _seen(self, told, filled):
        return torch.cat([told, F.avg_pool2d(filled[:, None], BoxCells.COUNT // self.pooled).flatten(1)], 1)

    @staticmethod
    def _covered(rectangles):
        """Which part of each cell of the box each rectangle covers, about: [B, COUNT, n, n]."""
        at = (torch.arange(BoxCells.COUNT, dtype=torch.float32) + 0.5) / BoxCells.COUNT - 0.5
        x = (at * rectangles.sides[:, :1])[:, None, None, :]
        y = (at * rectangles.sides[:, 1:])[:, None, :, None]
        t, s = rectangles.touching(rectangles.parts[None], rectangles.mirrored[None])
        cell = rectangles.sides.amax(1).reshape(-1, 1, 1, 1) / BoxCells.COUNT
        return (rectangles.inside(t[..., None, None], s[..., None, None], x, y) / cell + 0.5).clamp(0, 1)

    @staticmethod
    def _chosen(rectangles, scores):
        """t, s [B, 1] of the one with the highest score, between the steps as its neighbours' scores say."""
        best = scores.argmax(1, keepdim=True)
        order = torch.arange(Rectangles.COUNT)[None]
        mirrored = best >= Rectangles.STEPS
        near = ((order - best).abs() <= 1) & (rectangles.mirrored[None] == mirrored)
        shares = torch.where(near, scores, -1e9).softmax(1)
        return rectangles.touching((shares * rectangles.parts).sum(1, keepdim=True), mirrored)

    def _inside(self, rectangles, t, s, windows):
        within = (torch.arange(8, dtype=torch.float32) + 0.5) * MASK_STRIDE
        x = windows.x[..., None] + within - rectangles.middle[:, 0, None, None]  # [B, columns, 8] from the middle
        y = windows.y[..., None] + within - rectangles.middle[:, 1, None, None]
        t, s = (each.reshape(-1, 1, 1, 1, 1, 1) for each in (t, s))
        x, y = x.reshape(-1, 1, 1, 1, windows.columns, 8), y.reshape(-1, 1, windows.rows, 8, 1, 1)
        return rectangles.inside(t, s, x, y).clamp(-self.reach, self.reach)


def overlaps(covered, filled, area):
    """IoU of each rectangle that covers so much of the cells [B, k, n, n] with what fills them [B, n, n] and has this area in cells [B]."""
    shared = (covered.flatten(2) @ filled.flatten(1)[..., None])[..., 0]
    return shared / (covered.sum((2, 3)) + area[:, None] - shared).clamp(min=1)
