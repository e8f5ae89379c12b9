"""Under programs from PyPI that nobody here wrote: servers that fork, a queue, a test suite."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from collector_stand_in import CollectorStandIn, functions
from programs import (
    BUSY,
    PATIENCE_SECONDS,
    TANDEM,
    closed_port,
    environment,
    outcome,
    run,
    written,
)

BIN = Path(sys.executable).parent
UWSGI_AWAITS_REQUESTS = "unix_signal:15 gracefully_kill_them_all"
WSGI = f"""{BUSY}
import os
def app(environ, start_response):
    if environ["PATH_INFO"] == "/sell":
        sell()
    start_response("200 OK", [])
    return [str(os.getpid()).encode()]
def sell():
    busy(0.02)
"""
FASTAPI = f"""{BUSY}
import os
from fastapi import FastAPI
app = FastAPI()
@app.get("/sell")
async def endpoint() -> int:
    sell()
    return os.getpid()
def sell():
    busy(0.02)
"""
DJANGO = f"""{BUSY}
import os
from django.conf import settings
settings.configure(SECRET_KEY="none", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
def view(request):
    sell()
    return HttpResponse(str(os.getpid()))
def sell():
    busy(0.02)
urlpatterns = [path("sell", view)]
app = get_wsgi_application()
"""
CELERY = f"""{BUSY}
import os
from celery import Celery
app = Celery("shop", broker="filesystem://")
app.conf.broker_transport_options = dict.fromkeys(
    ("data_folder_in", "data_folder_out", "control_folder"), os.environ["SHOP_FOLDER"]
)
@app.task
def sold():
    sell()
    with open(os.environ["SHOP_FOLDER"] + "/../sold", "a") as file:
        print(os.getpid(), file=file)
def sell():
    busy(0.2)
"""
PREFORK = f"""{BUSY}
import os, signal, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
def sell():
    busy(0.02)
def work():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        client, _ = listener.accept()
        client.recv(4096)
        sell()
        body = str(os.getpid()).encode()
        client.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s" % (len(body), body))
        client.close()
import tandem_profiler
tandem_profiler.start()
busy(2)  # grpcio is in use by now
workers = []
for _ in range(2):
    worker = os.fork()
    if not worker:
        work()
    workers.append(worker)
def end(*_):
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
signal.signal(signal.SIGTERM, end)
sys.exit(max(os.waitpid(worker, 0)[1] for worker in workers))
"""

UVLOOP = f"""{BUSY}
import asyncio, uvloop
async def awaits():
    await asyncio.sleep(4)
async def computes():
    for _ in range(20):
        busy(0.02)
        await asyncio.sleep(0)
async def main():
    print(type(asyncio.get_running_loop()).__module__)
    await asyncio.gather(awaits(), computes())
uvloop.run(main())
"""
MEASURED = f"""{BUSY}
import threading
def half(number):
    if number % 2:
        return number // 2
    return never(number) if number < 0 else number
def never(number):
    return number
def works():
    busy(0.2)
    print(sum(map(half, range(1000))))
thread = threading.Thread(target=works)
thread.start()
thread.join()
works()
"""


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


@contextmanager
def serving(words: list[str], url: str, folder: Path, **more: str) -> Iterator[Any]:
    """A process, which is told to end, and has done so well."""
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            words, cwd=folder, env=environment(url, **more), stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE_SECONDS)
    assert code == 0, (folder / "log").read_text()


def asked(port: int) -> str:
    """What the server answers, as soon as it is there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sell", timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)


def loaded(port: int) -> set[str]:
    """Asks from several threads until two workers have answered often, or two were replaced."""
    counts: dict[str, int] = {}

    def enough() -> bool:
        return len(counts) >= 4 or sum(count >= 30 for count in counts.values()) >= 2

    def ask() -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not enough() and time.monotonic() < end:
            worker = asked(port)
            counts[worker] = counts.get(worker, 0) + 1

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return set(counts)


def sellers(collector: CollectorStandIn, function: str) -> set[str]:
    """The instances that have run this function."""
    uploads = collector.uploads_so_far()
    return {one.producer.instance for one in uploads if function in functions(one)}


@pytest.mark.parametrize(
    ("app", "words"),
    [
        (WSGI, "sync"),
        (WSGI, "gthread --threads 2"),
        (WSGI, "gevent"),
        (DJANGO, "sync"),
        # told to end, uvicorn dies by the signal in the end; after so many requests it does not
        (FASTAPI, "uvicorn_worker.UvicornWorker --max-requests 15"),
    ],
    ids=["sync", "gthread", "gevent", "django", "fastapi-uvicorn"],
)
def test_gunicorn_workers_report_each_for_itself(
    app: str, words: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, app, "shop.py")
    port = closed_port()
    command = ["gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "-k", *words.split(), "shop:app"]
    with serving([*TANDEM, *command], collector.url, tmp_path, PATH=path()):
        workers = loaded(port)
    assert len(workers) >= 2
    assert len(sellers(collector, "shop.sell")) >= 2
    ours = [line for line in (tmp_path / "log").read_text().splitlines() if "tandem" in line]
    said = ["greenlets that wait are not seen" in line for line in ours]
    assert all(said)
    assert bool(said) == (words == "gevent")


def test_prefork_server_whose_master_has_uploaded(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    """As uWSGI does it: the application is loaded, and then the process forks."""
    written(tmp_path, PREFORK)
    port = closed_port()
    with serving([sys.executable, "app.py", str(port)], collector.url, tmp_path):
        workers = loaded(port)
    assert len(workers) == 2
    assert len(sellers(collector, "__main__.sell")) == 2
    assert (tmp_path / "log").read_text() == ""


@pytest.mark.parametrize("mode", ["--py-call-uwsgi-fork-hooks", "--lazy-apps"])
def test_uwsgi_workers_report_each_for_itself(
    mode: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    """The application is loaded before the fork, or by each worker: of that fork nobody is told.

    A worker may still be busy with the last request when it is told to end.
    """
    written(tmp_path, f"import tandem_profiler\ntandem_profiler.start()\n{WSGI}", "shop.py")
    port = closed_port()
    words = f"--http-socket 127.0.0.1:{port} --module shop:app --master --processes 2 {mode}"
    more = ["--enable-threads", "--need-app", "--hook-master-start", UWSGI_AWAITS_REQUESTS]
    uwsgi = [str(BIN / "uwsgi"), *words.split(), *more]
    with serving(uwsgi, collector.url, tmp_path, PATH=path()):
        workers = loaded(port)
    assert len(workers) == 2
    assert len(sellers(collector, "shop.sell")) == 2
    assert "tandem" not in (tmp_path / "log").read_text().replace(str(tmp_path), "")


def test_tasks_of_uvloop_are_seen(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, UVLOOP)
    plain = run([sys.executable, "app.py"], collector.url, tmp_path)
    assert outcome(plain) == (0, "uvloop\n", "")
    assert outcome(run([*TANDEM, "app.py"], collector.url, tmp_path)) == outcome(plain)
    seen = functions(collector.upload())
    assert {"__main__.computes", "__main__.awaits", "asyncio.<await>"} <= seen


@pytest.mark.parametrize("sampler", ["native", "pure"])
def test_coverage_measures_the_same(
    sampler: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, MEASURED)

    def measured(name: str, words: list[str]) -> tuple[tuple[int, str, str], str]:
        covering = ["-m", "coverage", "run", "--branch", f"--data-file={name}", "--include=app.py"]
        done = run([*words, *covering, "app.py"], collector.url, tmp_path, TANDEM_SAMPLER=sampler)
        told = ["-m", "coverage", "report", "--show-missing", f"--data-file={name}"]
        return outcome(done), run([sys.executable, *told], "", tmp_path).stdout

    plain, ours = measured("plain", [sys.executable]), measured("ours", TANDEM)
    assert plain[0][0] == 0
    assert "app.py" in plain[1]
    assert ours == plain
    assert "__main__.works" in functions(collector.upload())


def test_celery_children_report_each_for_itself(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, CELERY, "shop.py")
    queue = tmp_path / "queue"
    queue.mkdir()
    more = {"SHOP_FOLDER": str(queue), "PATH": path()}
    send = "import shop\nfor _ in range(6): shop.sold.delay()"
    assert run([sys.executable, "-c", send], collector.url, tmp_path, **more).stderr == ""
    celery = "-A shop worker --pool prefork -c 2 --without-gossip --without-mingle"
    words = [*TANDEM, "celery", *celery.split(), "--without-heartbeat"]
    sold = tmp_path / "sold"
    with serving(words, collector.url, tmp_path, **more):
        wait_until(lambda: sold.exists() and len(sold.read_text().splitlines()) == 6)
    children = set(sold.read_text().split())
    assert len(sellers(collector, "shop.sell")) == len(children)


def test_test_suite_of_a_package_has_the_same_results(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    words = ["pytest", "-v", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
    words += ["--pyargs", "simplejson.tests"]
    plain = run([sys.executable, "-m", *words], collector.url, tmp_path)
    ours = run([*TANDEM, "-m", *words], collector.url, tmp_path)
    assert plain.returncode == ours.returncode == 0
    assert results(plain.stdout) == results(ours.stdout)
    assert len(results(ours.stdout)) > 200
    assert ours.stderr == plain.stderr == ""
    uploads = [collector.upload(), *collector.uploads_so_far()]
    seen = set[str]().union(*map(functions, uploads))
    assert "_pytest.main.pytest_runtestloop" in seen


def results(output: str) -> list[str]:
    return re.findall(r"^\S+::\S+ [A-Z]+", output, re.MULTILINE)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def path() -> str:
    return f"{BIN}{os.pathsep}{os.environ['PATH']}"
