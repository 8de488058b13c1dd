"""ONNX files: traced in fp32, weights stored as fp16 behind Cast nodes, compared with PyTorch."""

import hashlib

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

HALF_FROM = 256  # smaller tensors stay fp32: they hold scales, biases and constants of shapes


def trace(module, inputs, names, outputs, path, dynamic=None):
    module.eval()  # the exporter restores the flag it finds, and BatchNorm would otherwise use batch statistics
    torch.onnx.export(
        module,
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )


def store_as_half(path):
    """Halve the file: fp32 initialisers become fp16, each followed by a Cast that is folded when the file is loaded."""
    model = onnx.load(str(path))
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < HALF_FROM:
            continue
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ValueError(f"{tensor.name} does not fit fp16")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT, name=name + "_cast"))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def add_metadata(path, entries):
    model = onnx.load(str(path))
    helper.set_model_props(model, {key: str(value) for key, value in entries.items()})
    onnx.save(model, str(path))


def largest_difference(module, inputs, names, path):
    """Largest absolute difference per output between PyTorch and ONNX Runtime for the same input."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = module(*inputs)
    expected = expected if isinstance(expected, tuple) else (expected,)
    got = session.run(None, {name: value.numpy() for name, value in zip(names, inputs)})
    for e, g in zip(expected, got):
        if tuple(e.shape) != g.shape:
            raise ValueError(f"{path}: PyTorch gives {tuple(e.shape)}, ONNX Runtime {g.shape}")
    return [float(np.abs(e.numpy() - g).max()) for e, g in zip(expected, got)]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
