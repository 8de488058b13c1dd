import unittest

import numpy as np

from hearth_training.copy_paste import with_pasted_buildings
from hearth_training.crops import Crop

SIZE = 160


def crop(boxes, value, merged=False):
    rng = np.random.default_rng(value)
    image = rng.integers(max(0, value - 40), min(255, value + 40), (SIZE, SIZE, 3)).astype(np.uint8)
    outlines = [np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32) for x0, y0, x1, y1 in boxes]
    return Crop(image, np.ones((SIZE, SIZE), np.uint8), np.array(boxes, np.float32).reshape(-1, 4), outlines, merged)


def overlap(a, b):
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


class CopyPasteTest(unittest.TestCase):
    def test_pasted_buildings_cover_no_other(self):
        grew = 0
        for seed in range(40):
            crops = [crop([(20, 20, 60, 50)], 60), crop([(90, 90, 130, 140), (10, 100, 40, 130)], 180)]
            with_pasted_buildings(crops, np.random.default_rng(seed))
            for c in crops:
                self.assertEqual(len(c.boxes), len(c.outlines))
                for box, outline in zip(c.boxes, c.outlines):
                    np.testing.assert_allclose(box, [*outline.min(0), *outline.max(0)], atol=1e-3)
                    self.assertTrue((box >= 0).all() and (box <= SIZE).all())
                for i in range(len(c.boxes)):
                    for j in range(i):
                        self.assertFalse(overlap(c.boxes[i], c.boxes[j]))
                grew += len(c.boxes)
        self.assertGreater(grew, 40 * 3, "nothing was ever pasted")

    def test_the_roof_comes_along(self):
        for seed in range(40):
            dark, light = crop([(20, 20, 60, 50)], 40), crop([(90, 90, 130, 140)], 210)
            with_pasted_buildings([dark, light], np.random.default_rng(seed))
            for x0, y0, x1, y1 in dark.boxes[1:].astype(int):
                self.assertGreater(dark.image[y0 + 5 : y1 - 5, x0 + 5 : x1 - 5].mean(), 150)

    def test_blocks_and_ground_that_is_not_labelled_stay_as_they_are(self):
        for seed in range(40):
            blocks = crop([(20, 20, 60, 50)], 60, merged=True)
            unlabelled = crop([(20, 20, 60, 50)], 60)
            unlabelled.labelled[:] = 0
            with_pasted_buildings([blocks, crop([(90, 90, 130, 140)], 180)], np.random.default_rng(seed))
            with_pasted_buildings([unlabelled, crop([(90, 90, 130, 140)], 180)], np.random.default_rng(seed))
            self.assertEqual(len(blocks.boxes), 1)
            self.assertEqual(len(unlabelled.boxes), 1)


if __name__ == "__main__":
    unittest.main()
