"""Weights out of exported ONNX files, so that training goes on from the shipped models.

An exported file keeps few of the names: convolutions have swallowed the normalisation behind them, matrices lie transposed,
embeddings are cut into rows, and a convolution that several levels share is there once for each of them, times that level's
normalisation. Where each weight went is found by exporting a network of marked values: the
exporter treats two trained networks of one configuration alike, so the n-th tensor of both files comes from the same place.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .exported import files_of
from .onnx_files import trace

SIZE = 640  # of the frame that is traced; weights do not depend on it


def load_shipped(network, config, folder, name):
    """Fill a network from NAME's ONNX files in a folder.

    Normalisation becomes the identity with the shipped bias, as the exporter folded it in. Raises ValueError where the
    files are of another network or do not hold one of its weights.
    """
    network.eval()
    known, shared = _mark(network), _shared(network)
    marked = {key: value for key, value in network.state_dict().items() if value.is_floating_point()}
    with tempfile.TemporaryDirectory() as scratch:
        for exported in files_of(network, config, SIZE):
            fresh, shipped = Path(scratch) / "fresh.onnx", Path(folder) / (name + exported.suffix)
            trace(exported.module, exported.cases[0], exported.inputs, exported.outputs, fresh, exported.dynamic)
            marks, values = _tensors(fresh), _tensors(shipped)
            if [mark.shape for mark in marks] != [value.shape for value in values]:
                raise ValueError(f"{shipped} was exported from a network of another configuration")
            for mark, value in zip(marks, values):
                _place(mark, value, marked, known, shared)
    for key, (norms, levels) in shared.items():
        if len(levels) == len(norms):
            _part(key, norms, levels, known)
    unknown = [key for key, value in known.items() if value.isnan().any()]
    if unknown:
        raise ValueError(f"{folder}: no file of {name} holds {', '.join(unknown)}")
    network.load_state_dict(known)


def _mark(network):
    """Give every weight values that occur once, make normalisation the identity; returns what is to be found, as NaN."""
    generator = torch.Generator().manual_seed(1)
    known = {}
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator))
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight.fill_(1)
                module.running_mean.fill_(0)
                module.running_var.fill_(1 - module.eps)
        for _, norms in _shared_modules(network):
            for level, norm in enumerate(norms):
                norm.weight.fill_(2**level)
        norms = {id(m.weight) for m in network.modules() if isinstance(m, nn.BatchNorm2d)}
        weights = {id(value): key for key, value in network.named_parameters() if id(value) not in norms}
        searched = set(weights.values()) | {key for key, value in network.named_buffers() if key.endswith("frequencies")}
        for key, value in network.state_dict().items():
            known[key] = torch.full_like(value, torch.nan) if key in searched else value.clone()
    return known


def _shared_modules(network):
    return [pair for m in network.modules() if hasattr(m, "shared_convolutions") for pair in m.shared_convolutions()]


def _shared(network):
    """By the name of a shared convolution: the names of its normalisations' weights, and room for what each level has."""
    names = {id(value): key for key, value in network.named_parameters()}
    return {
        names[id(convolution.weight)]: ([names[id(n.weight)] for n in norms], {})
        for convolution, norms in _shared_modules(network)
    }


def _part(key, norms, levels, known):
    """Channel by channel, the strongest level's product is the convolution; what the others have of it is their normalisation."""
    stacked = torch.stack([levels[level] for level in range(len(norms))])
    power = (stacked * stacked).sum((2, 3, 4))
    strongest = stacked[power.argmax(0), torch.arange(stacked.shape[1])]
    known[key] = strongest
    shares = (stacked * strongest).sum((2, 3, 4)) / power.max(0).values.clamp_min(1e-12)
    for norm, share in zip(norms, shares):
        known[norm] = share.clone()


def _tensors(path):
    """The floating-point tensors of a file in its order; those stored as fp16 are widened."""
    arrays = (numpy_helper.to_array(tensor) for tensor in onnx.load(str(path)).graph.initializer)
    return [array.astype(np.float32) for array in arrays if array.dtype in (np.float32, np.float16)]


def _place(mark, value, marked, known, shared):
    """Find the weight whose marks a traced tensor shows, and put the shipped value where they came from."""
    mark, value = torch.from_numpy(mark), torch.from_numpy(value)
    for key, own in marked.items():
        if key in shared and own.shape == mark.shape:
            for level in range(len(shared[key][0])):
                if torch.allclose(mark, own * 2**level, atol=1e-4):
                    shared[key][1][level] = value.clone()
                    return
        elif own.numel() == mark.numel():
            for turned in (False, True) if own.dim() == 2 else (False,):
                shape = own.T.shape if turned else own.shape
                if torch.allclose(mark.reshape(shape), own.T if turned else own, atol=1e-4):
                    known[key] = value.reshape(shape).T.clone() if turned else value.reshape(shape).clone()
                    return
        elif own.dim() == 2 and own.shape[1] == mark.numel():
            for row, own_row in enumerate(own):
                if torch.allclose(mark.reshape(-1), own_row, atol=1e-4):
                    known[key][row] = value.reshape(-1)
                    return
