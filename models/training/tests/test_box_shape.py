import unittest

import cv2
import numpy as np
import torch

from hearth_training.box_shape import BoxCells, BoxShape, Rectangles, overlaps
from hearth_training.boxes import MASK_STRIDE, Boxes, Windows

SIDE = 20  # cells of the frame


def turned(degrees, width=60, height=30):
    """A rectangle in the frame: its corners [4, 2], and its mask."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2] @ turn + [150.0, 140.0]
    drawn = np.zeros((320, 320), np.uint8)
    cv2.fillPoly(drawn, [np.round((corners - 0.5) * 16).astype(np.int32)], 1, shift=4)
    return corners, torch.from_numpy(drawn[::MASK_STRIDE, ::MASK_STRIDE]).float()


def box_of(corners):
    return torch.from_numpy(np.array([corners.min(0), corners.max(0)])[None]).float()


def iou(found, true):
    return float((found & true).sum() / (found | true).sum())


class BoxShapeTest(unittest.TestCase):
    def test_the_parts_at_which_a_rectangle_touches_its_box_are_known(self):
        for degrees in range(1, 90, 4):
            for width, height in ((60, 30), (30, 60), (44, 40)):
                corners, _ = turned(degrees, width, height)
                low, high = corners.min(0), corners.max(0)
                top, right = corners[corners[:, 1].argmin()], corners[corners[:, 0].argmax()]
                touch = [(top[0] - low[0]) / (high - low)[0], (right[1] - low[1]) / (high - low)[1]]
                (box,) = box_of(corners)
                rectangles = Rectangles(box[None, 0], box[None, 1])
                t, s = rectangles.touching(torch.linspace(0, 1, 401).repeat(2)[None], torch.arange(802)[None] > 400)
                nearest = ((t - touch[0]) ** 2 + (s - touch[1]) ** 2).min().sqrt()
                self.assertLess(nearest, 0.01, (degrees, width, height))

    def test_without_a_word_of_the_attention_it_is_the_rectangle_that_the_mask_agrees_with(self):
        shape = BoxShape(128).eval()
        for degrees in (0, 5, 20, 33, 40, 60, 70, 85):
            corners, mask = turned(degrees)
            boxes = Boxes(box_of(corners), torch.tensor([[2.0, 3.0]]))
            windows = Windows(boxes, SIDE, SIDE)
            part = [int(edge) // MASK_STRIDE for edge in (windows.y[0, 0], windows.x[0, 0])]
            seen = mask[part[0] : part[0] + 8 * windows.rows, part[1] : part[1] + 8 * windows.columns]
            logits = (8 * seen - 4).reshape(1, 1, windows.rows, 8, windows.columns, 8)
            with torch.no_grad():
                for last in (shape.move[-1], shape.answer[-1]):
                    last.weight.zero_()
                drawn = shape(torch.zeros(1, 128), logits, boxes, windows)
            self.assertGreater(iou(drawn.inside.reshape(seen.shape) > 0, seen > 0), 0.9, degrees)
            self.assertGreater(float(drawn.weight), 0)

    def test_without_a_box_it_weighs_nothing(self):
        boxes = Boxes(torch.tensor([[[150.0, 140.0], [0.0, 0.0]]]), torch.tensor([[1.0, -1.0]]))
        windows = Windows(boxes, SIDE, SIDE)
        with torch.no_grad():
            drawn = BoxShape(128)(torch.randn(1, 128), torch.randn(1, 1, SIDE, 8, SIDE, 8), boxes, windows)
        self.assertEqual(float(drawn.weight), 0)
        self.assertTrue(bool(drawn.inside.isfinite().all()))

    def test_cells_are_means_whatever_the_size_of_the_box(self):
        edges = torch.arange(SIDE, dtype=torch.float32)[None] * 16
        ramp = (torch.arange(160, dtype=torch.float32) * MASK_STRIDE + MASK_STRIDE / 2).repeat(1, 160, 1)  # x of each pixel
        for low, side in ((40.0, 12.0), (40.0, 60.0), (40.0, 200.0)):
            corner = torch.tensor([[low, 60.0]])
            seen = BoxCells(corner, corner + side, edges, edges).of(ramp)[0]
            middles = low + side * (torch.arange(16) + 0.5) / 16
            torch.testing.assert_close(seen, middles.repeat(16, 1), atol=1.0, rtol=0)

    def test_overlap_of_the_box_with_itself_and_with_half_of_it(self):
        rectangles = Rectangles(torch.tensor([[40.0, 60.0]]), torch.tensor([[100.0, 120.0]]))
        covered = BoxShape._covered(rectangles)
        full = torch.ones(1, 16, 16)
        half = full * (torch.arange(16) < 8)
        self.assertGreater(float(overlaps(covered, full, full.sum((1, 2)))[0, 0]), 0.97)
        self.assertAlmostEqual(float(overlaps(covered, half, half.sum((1, 2)))[0, 0]), 0.5, delta=0.02)


if __name__ == "__main__":
    unittest.main()
