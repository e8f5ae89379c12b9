"""YAML by PyYAML's parser in Python; or by libyaml."""

import program
import yaml

TEXT = yaml.safe_dump({"lines": [{"sku": f"sku{i}", "count": i} for i in range(100)]})


def trigger() -> object:
    return yaml.safe_load(TEXT)


def near_miss() -> object:
    return yaml.load(TEXT, Loader=yaml.CSafeLoader)


if __name__ == "__main__":
    program.run(trigger, near_miss)
