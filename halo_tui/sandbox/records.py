"""The sandbox's records, in the format of Halo's lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from halo_tui.base.packaged import packaged_toml

Row: TypeAlias = dict[str, Any]

_FIRST: Final = {
    "customers": 12, "contracts": 41, "items": 103, "invoices": 2210, "recurring": 301,
    "sites": 60, "users": 800, "tickets": 2001, "agents": 25, "ticket-types": 1,
}  # fmt: skip
"""The id of the first record of each kind."""

_COUNTS: Final = {"tickets": 230, "agents": 3, "ticket-types": 3}
"""The number of records, if it is not one for each customer; tickets fill several pages."""

_NAMES: Final = frozenset({"id", "name", "ref", "client_id", "client_name", "invoicenumber", "use"})
"""The members of a record that an agent with access to names only can see."""


@cache
def records(kind: str) -> tuple[Row, ...]:
    """Return every record of a kind.

    Args:
        kind: a `Target` of the instance model that holds records.
    """
    count = _COUNTS.get(kind, len(_data()["customers"]))
    return tuple({"id": _FIRST[kind] + index, **_SHAPES[kind](index)} for index in range(count))


def names_only(row: Mapping[str, Any]) -> Row:
    """Return a record without its details."""
    return {key: value for key, value in row.items() if key in _NAMES}


@cache
def _data() -> Mapping[str, Any]:
    return packaged_toml("halo_tui.sandbox", "records.toml")


def _client(index: int) -> Row:
    return {
        "client_id": _FIRST["customers"] + index,
        "client_name": _data()["customers"][index],
    }


def _customer(index: int) -> Row:
    return {
        "name": _data()["customers"][index], "toplevel_id": 2, "toplevel_name": "Customers",
        "inactive": False, "customertype": 1, "main_site_id": 60 + index,
        "main_site_name": "Main", "accountsid": f"C{index + 1:04}", "currency": 1,
        "use": "client",
    }  # fmt: skip


def _contract(index: int) -> Row:
    return {
        **_client(index), "ref": f"AGR-{1040 + index}",
        "contract_name": _data()["contracts"][index], "start_date": "2025-01-01T00:00:00",
        "end_date": "2027-12-31T00:00:00", "active": True, "status": 1,
        "billing_period": "monthly", "periodchargeamount": 450.0 + 75 * index, "use": "contract",
    }  # fmt: skip


def _item(index: int) -> Row:
    item = _data()["items"][index]
    return {
        "name": item["name"], "baseprice": item["price"], "costprice": item["cost"],
        "recurringprice": item["price"], "recurringcost": item["cost"], "inactive": False,
        "type": 0, "assetgroup_id": 118, "assetgroup_name": "Services", "use": "item",
    }  # fmt: skip


def _lines(index: int) -> list[Row]:
    item, quantity = _data()["items"][index], 5 + 3 * index
    line = {"id": 7000 + index, "item_shortdescription": item["name"], "qty_order": quantity}
    return [line | {"unit_price": item["price"], "net_amount": round(item["price"] * quantity, 2)}]


def _money(index: int) -> Row:
    net = _lines(index)[0]["net_amount"]
    tax = round(net * 0.2, 2)
    return {"net_total": net, "tax_total": tax, "total": round(net + tax, 2)}


def _invoice(index: int) -> Row:
    return {
        **_client(index), "invoicenumber": f"INV-{5200 + index}",
        "invoice_date": f"2026-{1 + index % 9:02}-01T00:00:00",
        "duedate": f"2026-{1 + index % 9:02}-28T00:00:00", "amountdue": 0.0, "posted": True,
        "currency": "GBP", **_money(index), "lines": _lines(index), "use": "invoice",
    }  # fmt: skip


def _recurring(index: int) -> Row:
    return {
        **_client(index), "name": _data()["contracts"][index],
        "contract_id": _FIRST["contracts"] + index, "contract_ref": f"AGR-{1040 + index}",
        "active": True, "disabled": False, "period": "monthly",
        "next_invoice_date": "2027-01-01T00:00:00", **_money(index), "lines": _lines(index),
        "use": "recurringinvoice",
    }  # fmt: skip


def _site(index: int) -> Row:
    client = _client(index)
    return {
        **client, "name": "Main", "clientsite_name": f"{client['client_name']}/Main",
        "inactive": False, "phonenumber": f"020 7946 {index:04}", "use": "site",
    }  # fmt: skip


def _user(index: int) -> Row:
    return {
        **_client(index), "name": f"Reception {index + 1}", "site_id": _FIRST["sites"] + index,
        "site_name": "Main", "emailaddress": f"reception{index + 1}" + "@" + "customer.test",
        "inactive": False, "use": "user",
    }  # fmt: skip


def _ticket(index: int) -> Row:
    customer = index % len(_data()["customers"])
    return {
        **_client(customer), "summary": f"Request {index + 1}", "details": "It does not print.",
        "status_id": 1 + index % 3, "tickettype_id": 1 + index % 3, "agent_id": 25 + index % 3,
        "user_id": _FIRST["users"] + customer, "dateoccurred": "2026-09-01T09:00:00",
        "use": "ticket",
    }  # fmt: skip


def _agent(index: int) -> Row:
    name = _data()["agents"][index]
    return {
        "name": name, "isdisabled": False, "is_agent": True, "isapiagent": index == 2,
        "initials": "".join(word[0] for word in name.split()), "use": "agent",
    }  # fmt: skip


def _ticket_type(index: int) -> Row:
    return {"name": _data()["ticket_types"][index], "use": "ticket"}


_SHAPES: Final[Mapping[str, Callable[[int], Row]]] = {
    "customers": _customer, "contracts": _contract, "items": _item,
    "invoices": _invoice, "recurring": _recurring, "sites": _site, "users": _user,
    "tickets": _ticket, "agents": _agent, "ticket-types": _ticket_type,
}  # fmt: skip
