#!/usr/bin/env python3
"""Checks SARIF files against the published schema and against what the schema cannot say.

usage: validate_sarif.py SCHEMA FILE...
"""
import json
import sys

import jsonschema


def problems(schema, log):
    for error in jsonschema.Draft4Validator(schema).iter_errors(log):
        yield "%s: %s" % ("/".join(map(str, error.absolute_path)), error.message)
    for run in log.get("runs", []):
        rules = run["tool"]["driver"]["rules"]
        artifacts = run["artifacts"]
        prints = [r["partialFingerprints"]["assay/v1"] for r in run["results"]]
        if len(prints) != len(set(prints)):
            yield "two results share a fingerprint"
        for i, result in enumerate(run["results"]):
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield "results/%d: ruleIndex and ruleId differ" % i
            for location in result.get("locations", []):
                named = location["physicalLocation"]["artifactLocation"]
                if artifacts[named["index"]]["location"]["uri"] != named["uri"]:
                    yield "results/%d: index and uri differ" % i
                if named["uri"].startswith("/") or ":" in named["uri"]:
                    yield "results/%d: %s is not relative" % (i, named["uri"])
            for suppression in result.get("suppressions", []):
                if not suppression.get("justification"):
                    yield "results/%d: a suppression without a justification" % i


def main(schema_name, names):
    with open(schema_name, encoding="utf-8") as file:
        schema = json.load(file)
    bad = 0
    for name in names:
        with open(name, encoding="utf-8") as file:
            for problem in problems(schema, json.load(file)):
                print("%s: %s" % (name, problem))
                bad += 1
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
