import unittest

import torch

from hearth_training.boxes import MASK_STRIDE, Windows
from hearth_training.segmenter import MaskDecoder

SIDE = 40  # of the embedding: a frame of 320 pixels, 20 cells of attention


class WindowsTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)
        self.decoder = MaskDecoder().eval()
        for sides in (self.decoder.sides_at_4, self.decoder.sides_at_2):
            for network in (sides.across, sides.down):
                torch.nn.init.normal_(network[-1].weight, std=0.2)
        self.embedding = torch.randn(1, 224, SIDE, SIDE)
        # In the middle, in a corner, across the rim, wide and low, larger than half of the frame.
        self.boxes = [(150, 140, 180, 190), (2, 3, 30, 40), (290, 100, 330, 140), (60, 200, 200, 220), (20, 20, 300, 310)]

    def answer(self, boxes, masks="first", earlier=None):
        coords = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 2, 2)
        labels = torch.tensor([[2.0, 3.0]]).repeat(len(boxes), 1)
        given = torch.zeros(1, 1, 4 * SIDE, 4 * SIDE) if earlier is None else earlier
        with torch.no_grad():
            return self.decoder(self.embedding, coords, labels, given, torch.full((1,), float(earlier is not None)), masks)

    def test_an_answer_does_not_depend_on_the_batch(self):
        earlier = 3 * torch.randn(len(self.boxes), 1, 4 * SIDE, 4 * SIDE)
        for masks, given in (("first", None), ("all", None), ("first", earlier)):
            logits, iou = self.answer(self.boxes, masks, given)
            for i, box in enumerate(self.boxes):
                alone, alone_iou = self.answer([box], masks, None if given is None else given[i : i + 1])
                torch.testing.assert_close(logits[i : i + 1], alone, atol=1e-4, rtol=0)
                torch.testing.assert_close(iou[i : i + 1], alone_iou, atol=1e-5, rtol=0)

    def test_a_window_holds_twice_the_box_and_nothing_is_answered_outside(self):
        logits, _ = self.answer(self.boxes)
        for mask, (left, top, right, bottom) in zip(logits[:, 0], self.boxes):
            rows, columns = torch.nonzero(mask != MaskDecoder.NOTHING, as_tuple=True)
            seen = [MASK_STRIDE * int(edge) for edge in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)]
            width, height = right - left, bottom - top
            self.assertLessEqual(seen[0], max(0, left - width / 2))
            self.assertLessEqual(seen[1], max(0, top - height / 2))
            self.assertGreaterEqual(seen[2], min(320, right + width / 2))
            self.assertGreaterEqual(seen[3], min(320, bottom + height / 2))
            least = Windows.LEAST * Windows.CELL
            self.assertLessEqual(seen[2] - seen[0], max(least, 2 * width + 2 * Windows.CELL))
            self.assertLessEqual(seen[3] - seen[1], max(least, 2 * height + 2 * Windows.CELL))

    def test_a_click_is_answered_in_the_whole_frame(self):
        coords, labels = torch.tensor([[[160.0, 160.0], [0.0, 0.0]]]), torch.tensor([[1.0, -1.0]])
        with torch.no_grad():
            logits, _ = self.decoder(self.embedding, coords, labels, torch.zeros(1, 1, 160, 160), torch.zeros(1), "best")
        self.assertFalse(bool((logits == MaskDecoder.NOTHING).any()))


if __name__ == "__main__":
    unittest.main()
