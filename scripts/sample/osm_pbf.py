"""A small writer of OpenStreetMap PBF files, standard library only.

Follows the format's description (OSM wiki, "PBF Format"; fileformat.proto and osmformat.proto of
OSM-binary): one header block with a bounding box, primitive blocks of dense nodes, of ways
and of relations, each compressed by zlib. No metadata (version, time, user) is written.
"""

import struct
import zlib

GRANULARITY = 100  # nanodegrees; the default of the format: coordinates have 7 decimals


def write(path, bounds, nodes, ways, relations, program):
    """Write a file.

    bounds: west, south, east, north in degrees, the area the file is complete for
    nodes: list of (id, lon in 1e-7 degrees, lat in 1e-7 degrees), ids rising
    ways: list of (id, dict of tags, list of node ids), ids rising
    relations: list of (id, dict of tags, list of (way id, role)), ids rising
    """
    with open(path, "wb") as out:
        out.write(_blob(b"OSMHeader", _header(bounds, program)))
        out.write(_blob(b"OSMData", _dense_nodes(nodes)))
        out.write(_blob(b"OSMData", _ways(ways)))
        out.write(_blob(b"OSMData", _relations(relations)))


def _varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _zigzag(value):
    return _varint(value << 1 ^ value >> 63)


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _bytes(field, data):
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _packed(field, values, encode=_varint):
    data = b"".join(map(encode, values))
    return _bytes(field, data) if data else b""


def _deltas(values):
    previous = 0
    for value in values:
        yield value - previous
        previous = value


def _blob(kind, message):
    blob = _number(2, len(message)) + _bytes(3, zlib.compress(message, 9))
    head = _bytes(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _header(bounds, program):
    west, south, east, north = (round(v * 1e9) for v in bounds)
    box = b"".join(
        _varint(field << 3) + _zigzag(v)
        for field, v in ((1, west), (2, east), (3, north), (4, south))
    )
    return (
        _bytes(1, box)
        + _bytes(4, b"OsmSchema-V0.6")
        + _bytes(4, b"DenseNodes")
        + _bytes(16, program.encode())
    )


def _block(strings, group):
    table = b"".join(_bytes(1, s.encode()) for s in strings)
    return _bytes(1, table) + _bytes(2, group) + _number(17, GRANULARITY)


def _dense_nodes(nodes):
    ids, lons, lats = zip(*nodes)
    dense = (
        _packed(1, _deltas(ids), _zigzag)
        + _packed(8, _deltas(lats), _zigzag)
        + _packed(9, _deltas(lons), _zigzag)
    )
    return _block([""], _bytes(2, dense))


def _strings(elements, roles=()):
    """The table of strings, and the place of each in it; place 0 is reserved by the format."""
    words = {word for _, tags, _ in elements for pair in tags.items() for word in pair}
    strings = [""] + sorted(words.union(roles) - {""})
    return strings, {word: i for i, word in enumerate(strings)}


def _tagged(element_id, tags, place):
    keys = sorted(tags)
    return (
        _number(1, element_id)
        + _packed(2, [place[key] for key in keys])
        + _packed(3, [place[tags[key]] for key in keys])
    )


def _ways(ways):
    strings, place = _strings(ways)
    group = b"".join(
        _bytes(3, _tagged(way_id, tags, place) + _packed(8, _deltas(refs), _zigzag))
        for way_id, tags, refs in ways
    )
    return _block(strings, group)


def _relations(relations):
    strings, place = _strings(relations, {role for _, _, ways in relations for _, role in ways})
    way = 1  # of the kinds of members: node, way, relation
    group = b"".join(
        _bytes(
            4,
            _tagged(relation_id, tags, place)
            + _packed(8, [place[role] for _, role in members])
            + _packed(9, _deltas([member for member, _ in members]), _zigzag)
            + _packed(10, [way] * len(members)),
        )
        for relation_id, tags, members in relations
    )
    return _block(strings, group)
