"""Computes, and lets Java compute: the Python half."""


def serve(store):
    count()  # here: serve
    return store.total()  # here: serve


def count():
    state = 1
    for _ in range(200_000):  # here: count
        state = (state * 6364136223846793005 + 1) % 2**64  # here: count
    return state
