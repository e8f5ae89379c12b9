"""A client of Amazon SQS for each call, whose description is read each time; or one."""

import boto3
import program
from botocore.stub import Stubber


def client() -> object:
    session = boto3.session.Session(
        aws_access_key_id="id", aws_secret_access_key="none", region_name="eu-central-1"
    )
    return session.client("sqs")


SHARED = client()


def ask(sqs: object) -> object:
    with Stubber(sqs) as stub:  # answers in place of the network
        stub.add_response("list_queues", {"QueueUrls": []})
        return sqs.list_queues()


def trigger() -> object:
    return ask(client())


def near_miss() -> object:
    return ask(SHARED)


if __name__ == "__main__":
    program.run(trigger, near_miss)
