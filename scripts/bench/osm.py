"""Repeats an OpenStreetMap file side by side: a larger file for `hearth bench osm`.

Usage: osm.py IN.osm.pbf COPIES OUT.osm.pbf FIGURES.json

Ids are numbered anew from 1, the copies follow each other to the east. The result is sorted by type, then by id,
as planet files are. References to what the file does not hold get ids that nothing has.
"""

import json
import sys

import osmium


class Numbers(dict):
    """Ids of one type, numbered as they come."""

    def __missing__(self, key):
        self[key] = len(self) + 1
        return self[key]


def main():
    source, copies, target, figures = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    numbers = {"n": Numbers(), "w": Numbers(), "r": Numbers()}
    nodes, ways, relations = [], [], []
    for item in osmium.FileProcessor(source):
        tags = [(tag.k, tag.v) for tag in item.tags]
        if item.is_node():
            nodes.append((numbers["n"][item.id], item.location.lon, item.location.lat, tags))
        elif item.is_way():
            ways.append((numbers["w"][item.id], [numbers["n"][n.ref] for n in item.nodes], tags))
        elif item.is_relation():
            members = [(m.type, numbers[m.type][m.ref], m.role) for m in item.members]
            relations.append((numbers["r"][item.id], members, tags))
    for items in (nodes, ways, relations):
        items.sort(key=lambda item: item[0])
    step = {kind: len(ids) for kind, ids in numbers.items()}
    longitudes = [node[1] for node in nodes]
    width = max(longitudes) - min(longitudes)
    base = osmium.osm.mutable
    with osmium.SimpleWriter(target) as writer:
        for i in range(copies):
            for number, lon, lat, tags in nodes:
                writer.add_node(base.Node(id=number + i * step["n"], location=(lon + i * width, lat), tags=tags))
        for i in range(copies):
            for number, refs, tags in ways:
                writer.add_way(base.Way(id=number + i * step["w"], nodes=[n + i * step["n"] for n in refs], tags=tags))
        for i in range(copies):
            for number, members, tags in relations:
                moved = [(kind, ref + i * step[kind], role) for kind, ref, role in members]
                writer.add_relation(base.Relation(id=number + i * step["r"], members=moved, tags=tags))
    with open(figures, "w") as out:
        json.dump({"nodes": len(nodes) * copies, "ways": len(ways) * copies, "relations": len(relations) * copies}, out)


if __name__ == "__main__":
    main()
