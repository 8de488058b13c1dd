import unittest

import numpy as np

from hearth_training.places import Place, less_of


def square(x, y, side):
    return np.float32([[x, y], [x + side, y], [x + side, y + side], [x, y + side]])


class LessOfAPlace(unittest.TestCase):
    def test_the_middle_with_its_buildings_stays(self):
        image = np.arange(100 * 80 * 3, dtype=np.uint32).reshape(80, 100, 3).astype(np.uint8)
        ones = np.ones((80, 100), np.uint8)
        outlines = [square(0, 0, 10), square(45, 35, 10), square(20, 16, 10)]
        place = Place("town", image, outlines, ones, ones, to_lonlat=lambda c, r: (np.asarray(c) / 10, np.asarray(r) / 20))

        part = less_of(place, 0.25)

        self.assertEqual((40, 50, 3), part.image.shape)
        np.testing.assert_array_equal(image[20:60, 25:75], part.image)
        # The one in the corner is gone, of the one on the edge a quarter or more is seen.
        np.testing.assert_array_equal([[20, 15, 30, 25], [-5, -4, 5, 6]], part.boxes)
        np.testing.assert_allclose((2.5, 1.0), part.to_lonlat(0, 0))


if __name__ == "__main__":
    unittest.main()
