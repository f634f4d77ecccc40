"""Writes the models and cases of this folder with the real LightGBM, from data that is made up here.

    pip install lightgbm==4.7.0 pandas && python3 spec/models/make-lightgbm.py

A case is a row of signals; what the library itself says of it was asked on the row that these
signals stand for, encoded here once more. `null` is an unknown signal.
"""
import json
import math
import pathlib

import lightgbm as lgb
import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
COUNTRIES = ["DE", "FR", "US", "GB", "NG", "BR"]
KINDS = ["residential", "hosting", "mobile"]
random = np.random.default_rng(20)


def signals(rows):
    table = pd.DataFrame({
        "order.amount": np.round(random.lognormal(4, 1, rows), 2),
        "ip.distance_to_billing_km": np.where(random.random(rows) < 0.15, np.nan, random.uniform(0, 900, rows)),
        "email.digit_count": np.where(random.random(rows) < 0.5, 0, random.integers(1, 6, rows)).astype(float),
        "order.item_count": random.integers(1, 9, rows).astype(float),
        "account.age_days": np.where(random.random(rows) < 0.3, np.nan, random.exponential(200, rows)),
        "ip.is_vpn": np.where(random.random(rows) < 0.05, np.nan, random.integers(0, 2, rows)),
        "ip.country": random.choice(COUNTRIES + [None], rows),
        "ip.kind": random.choice(KINDS + [None], rows),
    })
    odds = (
        -2.5
        + 2.0 * ((table["order.amount"] > 60) & (table["email.digit_count"] >= 3))
        + 1.5 * (table["ip.country"] == "NG")
        + 1.0 * (table["ip.is_vpn"] == 1)
        + 1.2 * table["account.age_days"].isna()
        + 0.8 * table["ip.distance_to_billing_km"].isna()
        + 0.7 * table["order.item_count"].isin([3, 7])
        + 0.9 * (table["ip.kind"] == "hosting")
        + 1.4 * (table["ip.kind"] == "mobile")
    )
    return table, (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(int)


TYPES = {"ip.is_vpn": "bool", "ip.country": "string", "ip.kind": "string", "order.item_count": "int"}
CODES = {"DE": 0, "FR": 1, "US": 2, "GB": 3, "NG": 40, "BR": 41}
SHARES = {"residential": 0.11, "hosting": 0.3}
# Beside and upon the places where a comparison turns, and what no training row had.
ODD = [0.0, -0.0, 1e-35, -1e-35, 1.0000000180025095e-35, 1.1e-35, 5e-324, -3.0, 1e300, 1.5e300, 0.5]


def cases(thresholds):
    table, _ = signals(120)
    # The first is an order of which nothing is known but its amount.
    table.loc[0] = [500.0, np.nan, np.nan, np.nan, np.nan, np.nan, None, None]
    numbers = ["order.amount", "ip.distance_to_billing_km", "email.digit_count", "account.age_days"]
    for at, value in enumerate(ODD + thresholds):
        row = table.iloc[at % len(table)].copy()
        row[numbers[at % 4]] = value
        row["order.item_count"] = [0.0, 3.7, -0.5, -2.0, 7.0, 99.0, np.nan][at % 7]
        if at % 5 == 0:
            row["ip.country"] = "ZZ"
        table = pd.concat([table, row.to_frame().T], ignore_index=True)
    for name in table:
        if TYPES.get(name) != "string":
            table[name] = table[name].astype(float)
    return table


def around(booster):
    found = set()
    for tree in booster.dump_model()["tree_info"]:
        open_nodes = [tree["tree_structure"]]
        while open_nodes:
            node = open_nodes.pop()
            if "split_feature" not in node:
                continue
            if node["decision_type"] == "<=":
                value = node["threshold"]
                found |= {value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf)}
            open_nodes += [node["left_child"], node["right_child"]]
    found = sorted(found)
    return found[:: max(1, len(found) // 60)]


def write(name, booster, encode, feature_map, library_contributions=False):
    table = cases(around(booster))
    matrix = encode(table)
    text = booster.model_to_string()
    (HERE / f"{name}.txt").write_text(text)
    declared = [{"name": each, "type": TYPES.get(each, "double")} for each in table]

    def value(signal, cell):
        if cell is None or cell != cell:
            return None
        if TYPES.get(signal) == "bool":
            return bool(cell)
        return cell if isinstance(cell, str) else float(cell)

    document = {
        "library": f"LightGBM {lgb.__version__}",
        "map": feature_map,
        "signals": declared,
        "rows": [[value(signal, row[signal]) for signal in table] for _, row in table.iterrows()],
        "raw": booster.predict(matrix, raw_score=True).tolist(),
        "probability": booster.predict(matrix).tolist(),
    }
    if library_contributions:
        document["contributions"] = booster.predict(matrix, pred_contrib=True).tolist()
    lines = [f"  {json.dumps(key)}: " for key in document]
    for at, (key, content) in enumerate(document.items()):
        if key in ("rows", "contributions"):
            rows = ",\n".join(f"    {json.dumps(row)}" for row in content)
            lines[at] += f"[\n{rows}\n  ]"
        else:
            lines[at] += json.dumps(content)
    (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(name, len(text), len(document["rows"]))


COMMON = {"verbose": -1, "num_threads": 1, "min_data_in_leaf": 20, "seed": 5, "deterministic": True}
table, fraud = signals(6000)


def plain(rows):
    """Texts as codes, as a number of their own, and as one column for each."""
    return np.column_stack([
        rows["order.amount"],
        rows["ip.distance_to_billing_km"],
        rows["email.digit_count"],
        rows["order.item_count"],
        rows["ip.is_vpn"],
        rows["ip.country"].map(CODES).astype(float),
        rows["ip.kind"].map(SHARES).astype(float).fillna(0.2),
        (rows["ip.kind"] == "mobile").astype(float),
        np.full(len(rows), 2.5),
    ])


# Something of the shop that is the same for all of its orders, and was not in training.
training = plain(table)
training[:, 8] = random.uniform(0, 5, len(table))
grown = np.where((training[:, 8] > 3) & (random.random(len(table)) < 0.2), 1, fraud)

NAMES = ["amount", "km", "digits", "items", "vpn", "country", "kind_share", "kind_mobile", "shop_age"]
binary = lgb.train(
    {**COMMON, "objective": "binary", "sigmoid": 0.7, "num_leaves": 9, "cat_smooth": 1, "min_data_per_group": 10, "max_cat_to_onehot": 3},
    lgb.Dataset(training, grown, feature_name=NAMES, categorical_feature=[3, 5]),
    16,
)
write("lightgbm-binary", binary, plain, {
    "features": {
        "amount": "order.amount",
        "km": "ip.distance_to_billing_km",
        "digits": "email.digit_count",
        "items": "order.item_count",
        "vpn": "ip.is_vpn",
        "country": {"signal": "ip.country", "categories": CODES},
        "kind_share": {"signal": "ip.kind", "numbers": SHARES, "otherwise": 0.2},
        "kind_mobile": {"signal": "ip.kind", "equals": "mobile"},
        "shop_age": {"constant": 2.5},
    }
})


def frame(rows):
    """Columns called as signals are, texts as categories of pandas."""
    made = pd.DataFrame({name: rows[name].astype(float) for name in list(rows)[:6]})
    for name, known in (("ip.country", COUNTRIES), ("ip.kind", KINDS)):
        made[name] = pd.Categorical(rows[name].where(rows[name].isin(known)), categories=sorted(known))
    return made


zero = lgb.train(
    {**COMMON, "objective": "cross_entropy", "zero_as_missing": True, "num_leaves": 8, "cat_smooth": 1, "min_data_per_group": 10},
    lgb.Dataset(frame(table), fraud),
    10,
)
write("lightgbm-zero-missing", zero, frame, {"features": {}}, library_contributions=True)

forest = lgb.train(
    {**COMMON, "objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "num_leaves": 8, "max_cat_to_onehot": 10},
    lgb.Dataset(frame(table), fraud),
    7,
)
write("lightgbm-forest", forest, frame, {"features": {}})
