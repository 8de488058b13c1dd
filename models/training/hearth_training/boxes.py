"""What a box says before the picture is looked at: where to look, how far each line of pixels is from its sides, and that a
house touches all of them."""

import torch
import torch.nn.functional as F
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


class BoxShape(nn.Module):
    """What a box says of a house that is about a rectangle: it touches all four sides, so that how it is turned says the rest.

    What the mask so far has of it (its moments, as a whole and near each side of the box) tells how it is turned.

    A parallelogram that touches the upper side at the part t of its length and the right side at the part s touches the lower and
    the left one opposite. Two are tried, one turned to each side: a house that lies nearly straight may be either, and both are
    then nearly the box. A detector's box is moved first.
    """

    turned = 2
    moments = 5  # across and down: the whole, first and second moment, near one side, near the other
    reach = 4.0  # pixels beyond which a distance says no more
    slack = 0.2  # by which part of its sides a guess may be off

    def __init__(self, channels, hidden=64):
        super().__init__()
        count = 2 * self.turned + self.turned + 1 + 4
        self.answer = nn.Sequential(
            nn.Linear(channels + 4 + self.moments**2, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, count)
        )
        nn.init.normal_(self.answer[-1].weight, std=0.01)
        with torch.no_grad():
            self.answer[-1].bias.copy_(torch.tensor([-2.0, -2.0, 2.0, 2.0, 0.0, 0.0, -2.0, 0.0, 0.0, 0.0, 0.0]))

    def forward(self, token, logits, boxes, windows):
        """token [B, channels], logits of the mask so far [B, 1, rows, 8, columns, 8] -> how far pixels are inside the shape [B, 1, rows, 8, columns, 8], in pixels as far as `reach`, and
        what that weighs [B, 1, 1, 1, 1, 1]."""
        size = torch.log(boxes.sides / 32)
        told = torch.cat([token, size, size[:, :1] - size[:, 1:], boxes.guessed, self._moments(logits, boxes, windows)], 1)
        touch, which, weight, moves = self.answer(told).split([2 * self.turned, self.turned, 1, 4], 1)
        moves = self.slack * moves.tanh() * boxes.guessed * boxes.sides.repeat(1, 2)
        corner, opposite = boxes.corner + moves[:, :2], boxes.opposite + moves[:, 2:]
        half = (opposite - corner).clamp(min=4) / 2
        within = (torch.arange(8, dtype=torch.float32) + 0.5) * MASK_STRIDE
        x = windows.x[..., None] + within - (corner + opposite)[:, 0, None, None] / 2  # [B, columns, 8] from the middle
        y = windows.y[..., None] + within - (corner + opposite)[:, 1, None, None] / 2
        x = x.reshape(-1, 1, 1, 1, windows.columns, 8)
        y = y.reshape(-1, 1, windows.rows, 8, 1, 1)
        touch = touch.sigmoid().reshape(-1, self.turned, 2)
        which = which.softmax(1)
        inside = torch.zeros_like(x + y)
        for i in range(self.turned):
            t, s = touch[:, i, :1], touch[:, i, 1:]
            a, b = half[:, :1], half[:, 1:]
            first = self._between(s * b, (t - 1) * a, x, y, (2 * t - 1) * a, -b)
            second = self._between((1 - s) * b, t * a, x, y, a, (2 * s - 1) * b)
            inside = inside + self._wide(which[:, i : i + 1]) * torch.minimum(first, second).clamp(-self.reach, self.reach)
        return inside, self._wide(F.softplus(weight) * boxes.given)

    def _moments(self, logits, boxes, windows):
        """[B, moments * moments] of the probability inside the box, by which part of the box it fills."""
        within = (torch.arange(8, dtype=torch.float32) + 0.5) * MASK_STRIDE
        lines = []
        for axis, edges in enumerate((windows.x, windows.y)):
            at = (edges[..., None] + within).flatten(1)
            part = (at - boxes.corner[:, axis, None]) / boxes.sides[:, axis, None]  # 0 to 1 inside
            inside = ((part > 0) & (part < 1)).float() * (MASK_STRIDE / boxes.sides[:, axis, None])
            middle = part - 0.5
            powers = [torch.ones_like(part), 4 * middle, 8 * middle**2, 5 * torch.exp(-10 * part.clamp(0, 1)), 5 * torch.exp(10 * part.clamp(0, 1) - 10)]
            lines.append(torch.stack(powers, 1) * inside[:, None])  # [B, moments, pixels]
        across, down = lines
        filled = logits.sigmoid().reshape(-1, 8 * windows.rows, 8 * windows.columns)
        return (down @ filled @ across.transpose(1, 2)).flatten(1)

    def _between(self, across, down, x, y, corner_x, corner_y):
        """Distance from the nearer of two lines on either side of the middle, of this normal, one of them through a corner."""
        length = (across**2 + down**2 + 1e-3).sqrt()
        across, down = across / length, down / length
        return self._wide((across * corner_x + down * corner_y).abs()) - (self._wide(across) * x + self._wide(down) * y).abs()

    @staticmethod
    def _wide(value):
        return value.reshape(-1, 1, 1, 1, 1, 1)
