"""A JSON schema that is itself checked at each use; or once."""

import jsonschema
import program

SCHEMA = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "sku": {"type": "string", "maxLength": 20}},
    "required": ["id"],
}
ORDER = {"id": 4711, "sku": "tandem"}
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def trigger() -> object:
    return jsonschema.validate(ORDER, SCHEMA)


def near_miss() -> object:
    return VALIDATOR.validate(ORDER)


if __name__ == "__main__":
    program.run(trigger, near_miss)
