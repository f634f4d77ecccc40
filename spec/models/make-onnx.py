"""Writes the ONNX files and cases of this folder: trees that LightGBM and scikit-learn grew, put
into the operators as their exporters put them (onnxmltools, skl2onnx), and what ONNX Runtime says.

    pip install lightgbm==4.7.0 scikit-learn onnx onnxruntime && python3 spec/models/make-onnx.py

A case is a row of signals, given to the runtime as 32 bits where the input is of 32 bits.
"""
import json
import math
import pathlib

import lightgbm as lgb
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from sklearn.ensemble import RandomForestClassifier

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(33)
SIGNALS = [
    ("order.amount", "double"),
    ("ip.distance_to_billing_km", "double"),
    ("email.digit_count", "int"),
    ("ip.is_vpn", "bool"),
    ("ip.kind", "string"),
]
KINDS = {"residential": 0, "hosting": 1, "mobile": 2}


def table(rows, missing):
    values = np.column_stack([
        np.round(random.lognormal(4, 1, rows), 2),
        random.uniform(0, 900, rows),
        random.integers(0, 6, rows),
        random.integers(0, 2, rows),
        random.integers(0, 3, rows),
    ]).astype(float)
    odds = -2 + 2 * ((values[:, 0] > 60) & (values[:, 2] >= 3)) + values[:, 3] + (values[:, 4] == 1) + values[:, 1] / 900
    fraud = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)
    if missing:
        for column in (1, 3):
            values[random.random(rows) < 0.15, column] = np.nan
    return values, fraud


class Nodes:
    """The lists of an operator, filled node by node."""

    def __init__(self):
        self.lists = {name: [] for name in (
            "treeids nodeids featureids truenodeids falsenodeids missing_value_tracks_true modes values hitrates".split())}
        self.leaves = []

    def add(self, tree, node, mode, rows, feature=0, value=0.0, yes=0, no=0, missing=0):
        row = (tree, node, feature, yes, no, missing, mode, value, float(rows))
        for name, each in zip(self.lists, row):
            self.lists[name].append(each)

    def leaf(self, tree, node, rows, weights):
        self.add(tree, node, "LEAF", rows)
        self.leaves += [(tree, node, target, float(weight)) for target, weight in weights]

    def attributes(self, kind, wide=False):
        made = {f"nodes_{name}": each for name, each in self.lists.items()}
        trees, nodes, ids, weights = zip(*self.leaves)
        made |= {f"{kind}_treeids": trees, f"{kind}_nodeids": nodes, f"{kind}_ids": ids, f"{kind}_weights": weights}
        if wide:
            for name in ("nodes_values", "nodes_hitrates", f"{kind}_weights"):
                values = made.pop(name)
                made[f"{name}_as_tensor"] = helper.make_tensor(name, TensorProto.DOUBLE, [len(values)], values)
        return made


def of_lightgbm(booster, branch):
    nodes = Nodes()
    for tree, info in enumerate(booster.dump_model()["tree_info"]):
        count = iter(range(10_000))

        def walk(node, own):
            if "leaf_value" in node:
                nodes.leaf(tree, own, node["leaf_count"], [(branch["id"], node["leaf_value"])])
                return
            left, right = next(count), next(count)
            mode, yes, no, tracks = branch["of"](node, left, right)
            nodes.add(tree, own, mode, node["internal_count"], node["split_feature"], node["threshold"], yes, no, tracks)
            walk(node["left_child"], left)
            walk(node["right_child"], right)

        walk(info["tree_structure"], next(count))
    return nodes


def at_most(node, left, right):
    """As onnxmltools writes LightGBM: at most goes left, and what is missing where LightGBM sends it."""
    missing_left = node["default_left"] if node["missing_type"] == "NaN" else 0 <= node["threshold"]
    return "BRANCH_LEQ", left, right, int(missing_left)


def mixed(node, left, right):
    """The other comparisons, told by the feature: the same sides for all but the threshold itself."""
    feature = node["split_feature"]
    if feature == 0:
        return "BRANCH_LT", left, right, 1
    if feature == 1:
        return "BRANCH_GTE", right, left, int(not node["default_left"])
    if feature == 2:
        return "BRANCH_GT", right, left, 0
    node["threshold"] = math.floor(node["threshold"])
    return ("BRANCH_EQ", left, right, 1) if feature == 3 else ("BRANCH_NEQ", right, left, 0)


def of_forest(forest):
    """As skl2onnx writes a forest: each leaf has the share of each class, over the number of trees."""
    nodes = Nodes()
    for tree, estimator in enumerate(forest.estimators_):
        grown = estimator.tree_
        for node in range(grown.node_count):
            rows = float(grown.n_node_samples[node])
            if grown.children_left[node] < 0:
                shares = grown.value[node][0] / grown.value[node][0].sum() / len(forest.estimators_)
                nodes.leaf(tree, node, rows, enumerate(shares))
            else:
                nodes.add(tree, node, "BRANCH_LEQ", rows, int(grown.feature[node]), float(grown.threshold[node]),
                          int(grown.children_left[node]), int(grown.children_right[node]))
    return nodes


def rows_around(nodes, missing):
    values, _ = table(90, missing)
    inner = [(feature, value) for feature, value, mode in
             zip(nodes.lists["featureids"], nodes.lists["values"], nodes.lists["modes"]) if mode != "LEAF" and feature < 2]
    for at, (feature, value) in enumerate(inner[:: max(1, len(inner) // 12)]):
        narrow = np.float32(value)
        above = np.nextafter(narrow, np.float32(np.inf))
        middle = (float(narrow) + float(above)) / 2
        for each in (value, float(narrow), float(above), middle, math.nextafter(middle, 0), math.nextafter(middle, math.inf)):
            row = values[at % 90].copy()
            row[feature] = each
            values = np.vstack([values, row])
    return values


def write(name, nodes, operator, attributes, feature_map, input_type=TensorProto.FLOAT, missing=True, around=()):
    kind = "class" if operator == "TreeEnsembleClassifier" else "target"
    outputs = ["label", "probabilities"] if kind == "class" else ["raw"]
    trees = helper.make_node(operator, ["x"], outputs, domain="ai.onnx.ml",
                             **nodes.attributes(kind, input_type == TensorProto.DOUBLE), **attributes)
    made = [helper.make_tensor_value_info(outputs[-1], TensorProto.FLOAT, None)]
    graph = helper.make_graph([trees, *around], "trees", [helper.make_tensor_value_info("x", input_type, [None, len(SIGNALS)])], made)
    model = helper.make_model(graph, producer_name="make-onnx", ir_version=8,
                              opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)])
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    values = rows_around(nodes, missing)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    given = values.astype(np.float32 if input_type == TensorProto.FLOAT else np.float64)
    said = session.run([outputs[-1]], {"x": given})[0].astype(float)
    raw = said[:, 0] if kind == "target" else None
    probability = 1 / (1 + np.exp(-raw)) if kind == "target" else said[:, 1]
    texts = {code: text for text, code in KINDS.items()}

    def value(at, cell):
        if cell != cell:
            return None
        kind_of = SIGNALS[at][1]
        return texts[int(cell)] if kind_of == "string" else bool(cell) if kind_of == "bool" else float(cell)

    document = {
        "library": f"ONNX Runtime {onnxruntime.__version__}",
        "map": feature_map,
        "signals": [{"name": each, "type": kind_of} for each, kind_of in SIGNALS],
        "rows": [[value(at, cell) for at, cell in enumerate(row)] for row in values],
        "raw": None if raw is None else raw.tolist(),
        "probability": probability.tolist(),
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(content)}" for key, content in document.items()]
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(name, (HERE / f"{name}.onnx").stat().st_size, len(values))


NAMES = ["amount", "km", "digits", "vpn", "kind"]
FEATURES = {
    "amount": "order.amount",
    "km": "ip.distance_to_billing_km",
    "digits": "email.digit_count",
    "vpn": "ip.is_vpn",
    "kind": {"signal": "ip.kind", "numbers": KINDS},
}
COMMON = {"objective": "binary", "verbose": -1, "num_threads": 1, "num_leaves": 8, "seed": 5, "deterministic": True}

values, fraud = table(4000, True)
booster = lgb.train(COMMON, lgb.Dataset(values, fraud), 10)
zip_map = helper.make_node("ZipMap", ["probabilities"], ["map"], domain="ai.onnx.ml", classlabels_int64s=[0, 1])
write("onnx-classifier", of_lightgbm(booster, {"of": at_most, "id": 0}), "TreeEnsembleClassifier",
      {"classlabels_int64s": [0, 1], "post_transform": "LOGISTIC", "base_values": [0.25]},
      {"names": NAMES, "features": FEATURES}, around=[zip_map])

write("onnx-branches", of_lightgbm(booster, {"of": mixed, "id": 0}), "TreeEnsembleRegressor",
      {"n_targets": 1, "post_transform": "NONE", "base_values": [-0.5]},
      {"names": NAMES, "features": FEATURES, "output": "log_odds"})

write("onnx-double", of_lightgbm(booster, {"of": at_most, "id": 0}), "TreeEnsembleRegressor",
      {"n_targets": 1, "post_transform": "NONE"},
      {"names": NAMES, "features": FEATURES, "output": "log_odds"}, input_type=TensorProto.DOUBLE)

values, fraud = table(4000, False)
forest = RandomForestClassifier(6, max_leaf_nodes=12, random_state=3).fit(values.astype(np.float32), fraud)
write("onnx-forest", of_forest(forest), "TreeEnsembleClassifier",
      {"classlabels_strings": ["good", "fraud"], "post_transform": "NONE"},
      {"names": NAMES, "features": FEATURES, "positive": "fraud"}, missing=False)
