"""Drives PyPI's HaloPSA against the sandbox: reads a task from standard input, prints the result.

The package knows hosts below halopsa.com only, so its connections are led to the sandbox.
"""

import json
import os
import sys

import requests
import urllib3.connection
import urllib3.util.connection
from requests.adapters import HTTPAdapter

TASK = json.load(sys.stdin)
os.environ["REQUESTS_CA_BUNDLE"] = TASK["ca_file"]
_connect = urllib3.util.connection.create_connection


def lead(_address, *args, **kwargs):
    return _connect(("127.0.0.1", TASK["port"]), *args, **kwargs)


class Named(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs, server_hostname="localhost")


class Session(requests.Session):
    def __init__(self):
        super().__init__()
        self.mount("https://", Named())


urllib3.util.connection.create_connection = lead
requests.Session = Session

from HaloPSA.Halo import Halo  # noqa: E402 - only now its sessions are ours


def work():
    halo = Halo("northwind", TASK["client_id"], TASK["client_secret"])
    ids, number = [], 1
    while True:
        page = halo.Tickets.search(pageinate=True, page_size=50, page_no=number)
        if not page["tickets"]:
            break
        ids += [row["id"] for row in page["tickets"]]
        number += 1
    found = halo.Clients.search(search="brew", count=5)["clients"]
    one = halo.Items.get(103)
    return {"ids": ids, "total": page["record_count"], "found": found, "one": one}


try:
    print(json.dumps(work()))
except Exception as problem:
    print(json.dumps({"error": f"{type(problem).__name__}: {problem}"}))
