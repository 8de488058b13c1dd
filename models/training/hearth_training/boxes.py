"""What a box says before the picture is looked at: where to look, and how far each line of pixels is from its sides."""

import torch
from torch import nn

STRIDE = 8  # of the embedding
MASK_STRIDE = 2  # of the low-resolution masks: four per embedding cell
FOREGROUND, BACKGROUND, TOP_LEFT, BOTTOM_RIGHT, PADDING = 1, 0, 2, 3, -1


class Boxes:
    """The boxes among points [B, N, 2] and their labels [B, N].

    corner, opposite: upper left and lower right [B, 2] in pixels; given [B, 1]: whether there is one; guessed [B, 1]: whether a
    padding point, which SAM has beside clicks alone, says that it is a detector's. Any other box is taken at its word.
    """

    def __init__(self, coords, labels):
        self.corner, self.given = self._at(coords, labels, TOP_LEFT)
        self.opposite, _ = self._at(coords, labels, BOTTOM_RIGHT)
        self.guessed = self._at(coords, labels, PADDING)[1] * self.given
        self.sides = (self.opposite - self.corner).clamp(min=4)

    @staticmethod
    def _at(coords, labels, label):
        chosen = (labels == label).float().unsqueeze(-1)
        return (coords * chosen).sum(1), chosen.sum(1).clamp(max=1)


class Windows:
    """Where a prompt is answered: twice its box and a cell more, and at least LEAST cells, as far as the frame goes; without a
    box all of it.

    A cell is what attention sees as one, CELL pixels wide. The windows of a batch are computed at the size of the largest;
    what a smaller one has too much is neither looked at nor answered, so that no prompt's answer depends on its neighbours.
    """

    CELL = 2 * STRIDE
    LEAST = 12  # 192 pixels, 51 m at the resolution of training

    def __init__(self, boxes, height, width):
        """height, width: cells of the frame."""
        self.left, own_columns = self._along(boxes, 0, width)
        self.top, own_rows = self._along(boxes, 1, height)
        self.columns, self.rows = own_columns.shape[1], own_rows.shape[1]
        self.index = (self.top.unsqueeze(2) * width + self.left.unsqueeze(1)).flatten(1)  # [B, m] of the frame's cells, by rows
        self.own = (own_rows.unsqueeze(2) & own_columns.unsqueeze(1)).flatten(1)  # [B, m]
        self.x, self.y = self.left.float() * self.CELL, self.top.float() * self.CELL  # edges in pixels

    def _along(self, boxes, axis, length):
        """Columns or rows of the frame's cells [B, k], and which of them are the prompt's own."""
        low, high = boxes.corner[:, axis, None], boxes.opposite[:, axis, None]
        size = (2 * (high - low) / self.CELL).ceil() + 1
        size = torch.where(boxes.given > 0, size.clamp(min=self.LEAST), torch.full_like(size, 1e6)).clamp(max=length)
        first = ((low + high) / (2 * self.CELL) - size / 2 + 0.5).floor()
        first = torch.minimum(first.clamp(min=0), length - size)
        largest = size.max()
        start = torch.minimum(first, length - largest)
        cells = start + torch.arange(largest.to(torch.int64), dtype=torch.float32)
        own = (cells >= first) & (cells < first + size)
        return cells.to(torch.int64), own


class BoxSides(nn.Module):
    """How far each column and row of pixels is from the sides of the box, as features; zero without a box.

    What a box says falls apart into what its left and right sides say of a column, and its upper and lower ones of a row, so
    a finer resolution costs a line, not an area.
    """

    features = 4  # of each of two sides
    gain = 4.0  # what begins at zero learns as fast as the rest

    def __init__(self, width, hidden=32):
        super().__init__()
        self.across, self.down = (self._network(width, hidden) for _ in range(2))

    def _network(self, width, hidden):
        last = nn.Linear(hidden, width)
        nn.init.zeros_(last.weight)  # begins as if it were not there
        nn.init.zeros_(last.bias)
        return nn.Sequential(nn.Linear(2 * self.features + 1, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU(), last)

    def forward(self, boxes, windows, stride):
        """across [B, columns, k, width], down [B, rows, k, width] for the k steps of `stride` pixels of each cell of the windows."""
        within = (torch.arange(windows.CELL // stride, dtype=torch.float32) + 0.5) * stride
        given, guessed = boxes.given[..., None, None], boxes.guessed[..., None]
        parts = []
        for axis, (network, edges) in enumerate(((self.across, windows.x), (self.down, windows.y))):
            at = edges[..., None] + within
            low, high = at - boxes.corner[:, axis, None, None], boxes.opposite[:, axis, None, None] - at
            scales = (2.0, 8.0, 32.0, boxes.sides[:, axis, None, None])
            distances = [(each / scale).clamp(-2, 2) for each in (low, high) for scale in scales]
            parts.append(network(torch.stack([*distances, guessed + torch.zeros_like(at)], -1)) * (self.gain * given))
        return parts
