"""The rules of the client ID and the client secret."""

from __future__ import annotations

from halo_tui.profiles.rules import address_parser, shapes
from halo_tui.profiles.rules.case import Case, Problem
from halo_tui.profiles.secrets import references


def missing(case: Case) -> Problem | None:
    """A value that is empty, or contains invisible characters only."""
    return None if case.clean else Problem("missing")


def secret_missing(case: Case) -> Problem | None:
    """Neither a secret nor a reference to one."""
    return None if case.other("client_secret_ref") else missing(case)


def reference(case: Case) -> Problem | None:
    """A reference that is malformed, or given in addition to a secret."""
    text = case.other("client_secret_ref")
    if not text:
        return None
    if case.value:
        return Problem(
            "unreadable_reference",
            evidence={"why": "a secret and a reference to one are both given; keep one of them"},
        )
    try:
        references.parse(text)
    except references.MalformedReferenceError as problem:
        return Problem("unreadable_reference", evidence={"why": str(problem)})
    return None


def secret_in_id(case: Case) -> Problem | None:
    """A text with the shape of a secret in the field of the ID."""
    if not shapes.is_secret(case.clean):
        return None
    can_swap = not case.other("client_secret_ref") and not shapes.is_secret(
        shapes.clean(case.other("client_secret"))
    )
    return Problem("swapped", swap_with="client_secret" if can_swap else None)


def pair_in_id(case: Case) -> Problem | None:
    """An ID together with its secret in the field of the ID."""
    pair = shapes.pair_within(case.value[: address_parser.LONGEST])
    if pair is None:
        return None
    client_id, secret = pair
    other = case.other("client_secret")
    if case.other("client_secret_ref") or other not in ("", secret):
        return Problem("swapped")
    return Problem("swapped", client_id, also={"client_secret": secret})


def pair_in_secret(case: Case) -> Problem | None:
    """An ID together with its secret in the field of the secret."""
    pair = shapes.pair_within(case.value[: address_parser.LONGEST])
    if pair is None:
        return None
    client_id, secret = pair
    is_free = case.other("client_id") in ("", client_id)
    fix, also = (secret, {"client_id": client_id}) if is_free else (None, {})
    return Problem("unusual_shape", fix, _seen(case.clean), also=also)


def id_in_secret(case: Case) -> Problem | None:
    """A text with the shape of an ID in the field of the secret."""
    client_id = shapes.clean(case.other("client_id"))
    id_is_elsewhere = shapes.is_id(client_id) and client_id.lower() != case.clean.lower()
    if not shapes.is_id(case.clean) or id_is_elsewhere:
        return None
    can_swap = not shapes.is_id(client_id)
    return Problem("swapped", swap_with="client_id" if can_swap else None)


def masked(case: Case) -> Problem | None:
    """Bullets or asterisks instead of the secret."""
    return Problem("masked") if shapes.is_masked(case.clean) else None


def invisible(case: Case) -> Problem | None:
    """Blanks, invisible characters and quotation marks that were copied with a value."""
    if case.clean == case.value or len(case.value) > address_parser.LONGEST:
        return None
    found = shapes.names_of_odd_characters(case.value[: address_parser.LONGEST])
    return Problem("invisible_characters", case.clean, {"characters": found})


def not_a_guid(case: Case) -> Problem | None:
    """An ID that has not the shape of Halo's IDs."""
    if shapes.is_id(case.clean):
        return None
    return Problem(
        "not_a_guid", shapes.id_within(case.value[: address_parser.LONGEST]), _seen(case.clean)
    )


def unusual_shape(case: Case) -> Problem | None:
    """A secret that has not the shape of Halo's secrets."""
    if case.other("client_secret_ref") or shapes.is_secret(case.clean):
        return None
    within = shapes.secret_within(case.value[: address_parser.LONGEST])
    return Problem("unusual_shape", within, _seen(case.clean))


def _seen(value: str) -> dict[str, object]:
    return {"length": len(value), "shape": shapes.shape_of(value)}
