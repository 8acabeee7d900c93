"""Drives PyPI's haloitsm-python against the sandbox: a task from standard input, its result."""

import json
import os
import sys

TASK = json.load(sys.stdin)
os.environ["REQUESTS_CA_BUNDLE"] = TASK["ca_file"]

from halo import HaloClient  # noqa: E402 - only now it trusts the sandbox


def work():
    client = HaloClient(
        f"https://localhost:{TASK['port']}",
        client_id=TASK["client_id"],
        client_secret=TASK["client_secret"],
        max_retries=0,
    )
    ids, number = [], 1
    while page := client.tickets.list(page_size=50, page_no=number):
        ids += [ticket.id for ticket in page]
        number += 1
    found = [{"name": one.name} for one in client.clients.list(search="brew")]
    one = client.clients.get(12)
    return {"ids": ids, "total": len(ids), "found": found, "one": {"id": one.id}}


try:
    print(json.dumps(work()))
except Exception as problem:
    print(json.dumps({"error": f"{type(problem).__name__}: {problem}"}))
