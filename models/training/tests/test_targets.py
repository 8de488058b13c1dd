"""What is encoded for training must be what the export decodes."""

import unittest

import numpy as np
import torch

from hearth_training.crops import Crop
from hearth_training.detection_loss import detection_loss, level_targets
from hearth_training.pyramid import STRIDES
from hearth_training.segmenter import MaskDecoder, quads


def crop(boxes, size=320, merged=False):
    boxes = np.array(boxes, np.float32).reshape(-1, 4)
    outlines = [np.array([[a, b], [c, b], [c, d], [a, d]], np.float32) for a, b, c, d in boxes]
    return Crop(np.zeros((size, size, 3), np.uint8), np.ones((size, size), np.uint8), boxes, outlines, merged)


class TargetsTest(unittest.TestCase):
    def test_each_box_speaks_at_the_level_of_its_size(self):
        boxes = [(20, 20, 50, 44), (100, 20, 200, 90), (40, 120, 200, 300)]
        peaks = [int((t.heat >= 0.85).any()) for t in level_targets(crop(boxes))]
        self.assertEqual(peaks, [1, 1, 1, 0])

    def test_distances_give_the_box_back(self):
        box = (21, 33, 57, 61)
        target = level_targets(crop([box]))[0]
        row, column = np.unravel_index(target.heat.argmax(), target.heat.shape)
        x, y = (column + 0.5) * 4, (row + 0.5) * 4
        left, top, right, bottom = target.distances[:, row, column]
        self.assertEqual((x - left, y - top, x + right, y + bottom), box)

    def test_the_smallest_house_has_a_peak(self):
        self.assertGreaterEqual(level_targets(crop([(101, 101, 105, 105)]))[0].heat.max(), 0.85)

    def test_blocks_of_houses_are_neither_target_nor_background(self):
        target = level_targets(crop([(100, 100, 140, 140)], merged=True))[0]
        self.assertEqual(target.heat.max(), 0)
        self.assertEqual(target.weight[30, 30], 0)
        self.assertEqual(target.weight[5, 5], 1)

    def test_a_perfect_answer_costs_next_to_nothing(self):
        made = crop([(20, 20, 50, 44), (100, 20, 200, 90)])
        targets = level_targets(made)
        outputs = []
        for t in targets:
            heat = torch.logit(torch.from_numpy(t.heat).clamp(1e-4, 1 - 1e-4))[None, None]
            outputs.append((heat, torch.from_numpy(t.distances)[None].clamp(min=0.1), heat * 0 + 12))
        heat, box, quality = (float(v) for v in detection_loss(outputs, [targets]))
        self.assertLess(heat, 1.5)
        self.assertLess(box, 1e-5)
        self.assertLess(quality, 1e-3)

    def test_strides(self):
        self.assertEqual(STRIDES, (4, 8, 16, 32))


class MasksTest(unittest.TestCase):
    def test_a_mask_cell_is_set_when_its_centre_is_inside(self):
        mask = crop([(10, 20, 18, 26)], size=64).masks([0], 2)[0]
        rows, columns = np.nonzero(mask)
        self.assertEqual((columns.min(), columns.max(), rows.min(), rows.max()), (5, 8, 10, 12))

    def test_quadtree_order_is_undone(self):
        # Three levels of quads over an 8 x 16 map, each cell holding its own number.
        numbers = torch.arange(128.0).reshape(1, 1, 8, 16)
        nested = quads(numbers)  # [1, 32, 4, 1]: finest quads
        level2 = quads(nested[..., 0].reshape(1, 4, 8, 4).permute(0, 3, 1, 2).reshape(1, 4, 4, 8))  # [1, 8, 4, 4]
        level1 = quads(level2.reshape(1, 2, 4, 16).permute(0, 3, 1, 2))  # [1, 2, 4, 16]
        rows = MaskDecoder._rows(level1.reshape(1, 1, -1), 1, 2)
        self.assertTrue((rows.reshape(numbers.shape) == numbers).all())


if __name__ == "__main__":
    unittest.main()
