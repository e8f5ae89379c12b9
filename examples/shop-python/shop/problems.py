"""What can be wrong with a request."""


class BadRequest(Exception):
    """The customer asked for something that makes no sense; the message says what."""
