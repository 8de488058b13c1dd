"""The reserved block must never be trained on, whatever folder shows it."""

import unittest

import numpy as np

from hearth_training.places import Place
from hearth_training.reserve import MARGIN_PX, ReservedGroundError, blank_reserved, refuse_reserved

BOUNDS = (10.0, 20.0, 10.5, 20.5)  # west, south, east, north


def place(outlines=(), size=100, left=9.8, top=20.7, step=0.01):
    """A grey picture of size x size pixels whose pixel (30, 30) is near the middle of the north-west of BOUNDS."""
    return Place(
        "grey",
        np.full((size, size, 3), 90, np.uint8),
        [np.array(o, np.float32) for o in outlines],
        np.ones((size, size), np.uint8),
        np.ones((size, size), np.uint8),
        to_lonlat=lambda columns, rows: (left + np.asarray(columns) * step, top - np.asarray(rows) * step),
    )


def square(x, y, side=4):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]


class ReserveTest(unittest.TestCase):
    def test_refuses_pixels_of_the_block(self):
        with self.assertRaisesRegex(ReservedGroundError, "pixels lie in the reserved block"):
            refuse_reserved(place(), BOUNDS)

    def test_accepts_a_blanked_picture(self):
        refuse_reserved(blank_reserved(place(), BOUNDS), BOUNDS)

    def test_blanks_the_block_and_its_margin_only(self):
        blanked = blank_reserved(place(), BOUNDS).image
        # Columns 20 to 70 and rows 20 to 70 are the block.
        self.assertFalse(blanked[20 - MARGIN_PX : 70 + MARGIN_PX, 20 - MARGIN_PX : 70 + MARGIN_PX].any())
        kept = np.ones((100, 100), bool)
        kept[20 - MARGIN_PX - 2 : 70 + MARGIN_PX + 2, 20 - MARGIN_PX - 2 : 70 + MARGIN_PX + 2] = False
        self.assertTrue((blanked[kept] == 90).all())

    def test_refuses_one_pixel_left_over(self):
        blanked = blank_reserved(place(), BOUNDS)
        blanked.image[45, 45] = 1
        with self.assertRaisesRegex(ReservedGroundError, "1 pixels"):
            refuse_reserved(blanked, BOUNDS)

    def test_drops_outlines_that_touch_the_block_and_trusts_no_label_beside_them(self):
        blanked = blank_reserved(place([square(5, 5), square(14, 30, 8), square(40, 40)]), BOUNDS)
        self.assertEqual(len(blanked.outlines), 1)
        self.assertEqual(blanked.boxes.tolist(), [[5, 5, 9, 9]])
        self.assertEqual(blanked.labelled[33, 15], 0)  # what remains to be seen of the second
        self.assertEqual(blanked.labelled[6, 6], 1)

    def test_refuses_an_outline_of_the_block(self):
        blanked = blank_reserved(place(), BOUNDS)
        blanked.outlines = [np.array(square(40, 40), np.float32)]
        with self.assertRaisesRegex(ReservedGroundError, "outline"):
            refuse_reserved(blanked, BOUNDS)

    def test_leaves_other_ground_alone(self):
        elsewhere = blank_reserved(place(left=50.0), BOUNDS)
        self.assertTrue((elsewhere.image == 90).all())
        refuse_reserved(elsewhere, BOUNDS)


if __name__ == "__main__":
    unittest.main()
