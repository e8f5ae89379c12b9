"""A library that is not there, looked for at each call; or one that is there."""

import program


def trigger() -> object:
    try:
        import a_faster_json as json
    except ImportError:
        import json
    return json.dumps({"id": 4711})


def near_miss() -> object:
    import json

    return json.dumps({"id": 4711})


if __name__ == "__main__":
    program.run(trigger, near_miss)
