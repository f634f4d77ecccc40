"""Trains LightGBM, one thread, on the rows that `training.ts` leaves in a folder; prints JSON.

Columns are doubles, one after the other; categories are their codes. The settings are those of
`packages/scoring/src/train/settings.ts`.
"""
import json
import sys
import time

import lightgbm
import numpy

folder, rows, test_rows, trees, leaves = sys.argv[1], *map(int, sys.argv[2:6])
categories = json.loads(sys.argv[6])


def read(name, count):
    labels = numpy.fromfile(f"{folder}/{name}.labels", dtype=numpy.uint8)
    values = numpy.fromfile(f"{folder}/{name}.columns", dtype=numpy.float64)
    return values.reshape(-1, count).T, labels


values, labels = read("train", rows)
settings = {
    "objective": "binary",
    "num_threads": 1,
    "num_leaves": leaves,
    "learning_rate": 0.05,
    "lambda_l2": 10,
    "min_data_in_leaf": 50,
    "min_sum_hessian_in_leaf": 0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "cat_smooth": 100,
    "cat_l2": 50,
    "max_cat_threshold": 32,
    "min_data_per_group": 100,
    "max_bin": 255,
    "verbosity": -1,
    "seed": 1,
}
started = time.perf_counter()
cpu_started = time.process_time()
data = lightgbm.Dataset(values, labels, categorical_feature=categories, params=settings)
model = lightgbm.train(settings, data, num_boost_round=trees)
seconds = time.perf_counter() - started
cpu_seconds = time.process_time() - cpu_started

test, test_labels = read("test", test_rows)
scores = model.predict(test, raw_score=True, num_threads=1)
order = numpy.argsort(scores, kind="stable")
ranks = numpy.empty(len(order))
ranks[order] = numpy.arange(1, len(order) + 1)
positives = int(test_labels.sum())
negatives = len(test_labels) - positives
auc = (ranks[test_labels == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)
print(json.dumps({"version": lightgbm.__version__, "seconds": seconds, "cpuSeconds": cpu_seconds, "auc": auc}))
