import tempfile
import unittest
from pathlib import Path

import torch
import yaml

from hearth_training.exported import files_of
from hearth_training.onnx_files import largest_difference, store_as_half, trace
from hearth_training.recipes import RECIPES
from hearth_training.shipped_weights import load_shipped

FOLDER = Path(__file__).resolve().parents[1] / "configs"
CONFIGS = {name: yaml.safe_load((FOLDER / f"{name}.yaml").read_text()) for name in ("hearth-yolo", "hearth-sam")}


def network_of(config, seed):
    torch.manual_seed(seed)
    network = RECIPES[config["kind"]](config).network
    with torch.no_grad():
        for weight in network.parameters():  # the exporter merges equal tensors, which only an untrained network has
            weight.add_(torch.randn_like(weight) * 0.01)
    for number, module in enumerate(network.modules()):
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            torch.nn.init.uniform_(module.weight, 0.5, 2)
            with torch.no_grad():
                module.weight[number % len(module.weight)] = 0  # a channel that one of the levels does not use
    return network.eval()


class ShippedWeights(unittest.TestCase):
    def test_another_network_answers_as_the_exported_one(self):
        for name, config in CONFIGS.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                one = network_of(config, 1)
                for exported in files_of(one, config, 640):
                    path = Path(folder) / ("some" + exported.suffix)
                    trace(exported.module, exported.cases[0], exported.inputs, exported.outputs, path, exported.dynamic)
                    store_as_half(path)
                other = network_of(config, 2)
                load_shipped(other, config, folder, "some")
                if name == "hearth-yolo":
                    self.assert_alike(one, other)
                else:
                    for exported in files_of(other, config, 640):
                        path = Path(folder) / ("some" + exported.suffix)
                        for case in exported.cases:
                            self.assertLess(max(largest_difference(exported.module, case, exported.inputs, path)), 1e-2)

    def assert_alike(self, one, other):
        """Before the peaks are picked: of cells that are nearly level, rounding picks another."""
        picture = torch.rand(1, 3, 320, 320, generator=torch.Generator().manual_seed(3))
        with torch.no_grad():
            for level, (expected, got) in enumerate(zip(one(picture), other(picture))):
                for a, b in zip(expected, got):
                    error = ((a - b).abs() / a.abs().clamp_min(1)).max().item()
                    self.assertLess(error, 1e-2, f"level {level}")
                    self.assertGreater(a.std().item(), 1e-3, f"level {level} says the same everywhere")

    def test_files_of_another_network_are_refused(self):
        config = CONFIGS["hearth-yolo"]
        with tempfile.TemporaryDirectory() as folder:
            narrow = {**config, "network": {**config["network"], "channels": 64}}
            (exported,) = files_of(network_of(narrow, 1), narrow, 640)
            path = Path(folder) / "some.onnx"
            trace(exported.module, exported.cases[0], exported.inputs, exported.outputs, path)
            with self.assertRaisesRegex(ValueError, "another configuration"):
                load_shipped(network_of(config, 2), config, folder, "some")


if __name__ == "__main__":
    unittest.main()
