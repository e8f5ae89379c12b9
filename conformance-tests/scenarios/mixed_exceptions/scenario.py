"""Throws into Java, and handles what Java throws: the Python half."""


def refuse():
    raise ValueError("refused")


def call(store):
    try:
        store.refuse()
    except Exception:  # noqa: BLE001 (what Java throws has no class of its own)
        handle(store)  # here: call


def handle(store):
    store.read()  # here: handle
