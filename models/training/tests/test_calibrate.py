import csv
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import yaml

import calibrate


def write(folder, name, rows, truth):
    (folder / f"{name}.json").write_text(json.dumps({"truth": truth}))
    with open(folder / f"{name}.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["score", "predicted_iou", "stability", "p_building", "iou"])
        table.writerows(rows)
    return folder / f"{name}.json"


class CalibrateTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = Path(self.scratch.name)

    def test_the_sigmoid_behind_the_matches_is_found(self):
        rng = np.random.default_rng(1)
        x = rng.normal(0, 1.5, 40000)
        y = (rng.random(len(x)) < 1 / (1 + np.exp(-(1.7 * x - 0.6)))).astype(float)
        slope, intercept = calibrate.platt(x, y, np.ones_like(x))
        self.assertAlmostEqual(slope, 1.7, delta=0.08)
        self.assertAlmostEqual(intercept, -0.6, delta=0.05)
        p = 1 / (1 + np.exp(-(slope * x + intercept)))
        self.assertLess(calibrate.calibration_error(p, y), 0.01)
        self.assertGreater(calibrate.calibration_error(np.full_like(y, 0.9), y), 0.3)

    def test_the_threshold_is_that_of_the_best_mean_f1(self):
        rows = [[0.8, 0.9, 0.9, "", 0.8]] * 50 + [[0.4, 0.9, 0.9, "", 0]] * 50
        place = calibrate.read(write(self.folder, "town", rows, 60))
        threshold, mean = calibrate.best_threshold([place])
        self.assertGreater(threshold, 0.4)
        self.assertAlmostEqual(mean, 100 / 110)

    def test_the_place_of_the_reported_accuracy_is_refused(self):
        with self.assertRaises(SystemExit):
            calibrate.read(write(self.folder, "banepa-region-test", [[0.8, 0.9, 0.9, "", 0.8]], 1))

    def test_the_description_keeps_everything_else(self):
        model = self.folder / "m.yaml"
        model.write_text("name: m\nscore-threshold: 0.50\nnms-iou: 0.4\ncalibration: # old\n  slope: 1\nlicence: x\n")
        place = calibrate.read(write(self.folder, "town", [[0.8, 0.9, 0.9, "", 0.8]] * 40, 60))
        calibrate.write(model, 0.37, calibrate.block([place], "sam", 1.5, -0.25))
        found = yaml.safe_load(model.read_text())
        self.assertEqual((found["score-threshold"], found["nms-iou"], found["licence"]), (0.37, 0.4, "x"))
        self.assertEqual((found["calibration"]["slope"], found["calibration"]["segmenter"]), (1.5, "sam"))
        self.assertEqual(found["calibration"]["precision"][0.8], 1.0)


if __name__ == "__main__":
    unittest.main()
