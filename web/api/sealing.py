"""Proof (证明): checkpoints and proofs for everybody in the organization, and evidence bundles of what one may see."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request

from application.bundling import Kind
from application.sealing import Checkpoint
from web.api.answers import Answer
from web.api.answers import sealing as answers
from web.api.callers import caller, services
from web.api.documents import error_responses
from web.api.objects import Schema
from web.api.parameters import NoParameters, Number
from web.api.routes import ALWAYS, Blueprint, Given

TEXT = "text/plain"
MOST = 10**9 - 1
"""Events that a parameter can count: more than any organization will ever record."""


class OfSize(Schema):
    """Which checkpoint."""

    size = Number("Of the checkpoint of so many events; the latest by default.", least=1, most=MOST)


class OfEvent(OfSize):
    """Which event, and which checkpoint."""

    position = Number("The event's position.", least=1, most=MOST, required=True)


class Between(Schema):
    """Which two checkpoints."""

    from_ = Number("Size of the earlier one.", least=1, most=MOST, required=True, data_key="from")
    to = Number("Size of the later one; the latest by default.", least=1, most=MOST)


class BundleOf(Schema):
    """Which checkpoint a bundle rests on."""

    size = Number("Of the checkpoint of so many events; by default everything is sealed first.", least=1, most=MOST)


def checkpoint(given: Given, size: int | None = None) -> Any:
    """A checkpoint, as JSON or as the note itself."""
    found = services().sealer.checkpoint(caller().organization, size)
    if request.accept_mimetypes.best_match(["application/json", TEXT]) == TEXT:
        return Response(found.note, mimetype=TEXT)
    return {"size": found.size, "root": _base64(found.root), "note": found.note, "signed_at": _moment(found)}


def inclusion(given: Given) -> Given:
    """The proof that an event is in the ledger."""
    proof = services().sealer.inclusion(caller().organization, given["position"], given.get("size"))
    return {
        "position": proof.position,
        "size": proof.checkpoint.size,
        "leaf": _base64(proof.leaf),
        "hashes": [_base64(hash) for hash in proof.hashes],
        "root": _base64(proof.checkpoint.root),
    }


def consistency(given: Given) -> Given:
    """The proof that nothing which an earlier checkpoint covers was changed."""
    proof = services().sealer.consistency(caller().organization, given["from_"], given.get("to"))
    return {
        "from": proof.earlier.size,
        "to": proof.later.size,
        "hashes": [_base64(hash) for hash in proof.hashes],
        "from_root": _base64(proof.earlier.root),
        "to_root": _base64(proof.later.root),
    }


def verifier_keys(given: Given) -> Given:
    """The keys of the ledger's checkpoints."""
    organization = caller().organization
    return {"origin": f"jixiao/{organization}", "keys": list(services().sealer.verifier_keys(organization))}


def bundle(kind: Kind, given: Given, **ids: UUID) -> Response:
    """An evidence bundle: a ZIP that proves without this server."""
    (id,) = ids.values()
    who = caller()
    content = services().bundler(who.organization, str(who.employee)).make(kind, id, given.get("size"))
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-{id}.zip"'
    return answer


def routes() -> Blueprint:
    """Proofs and bundles."""
    blueprint = Blueprint("sealing", "证明 · checkpoints, proofs, evidence bundles")
    add = partial(_add, blueprint)
    note = {"content": {TEXT: {"schema": {"type": "string"}}}}
    for path, name, says in (
        ("/checkpoints/latest", "latest-checkpoint", "The latest checkpoint"),
        (f"/checkpoints/<int(min=1, max={MOST}):size>", "checkpoint", "The checkpoint of so many events"),
    ):
        add(path, name, says, checkpoint, answers.Checkpoint, NoParameters, {200: note})
    add("/proofs/inclusion", "inclusion-proof", "That an event is in the ledger", inclusion, answers.Inclusion, OfEvent)
    says = "That one checkpoint grew out of another"
    add("/proofs/consistency", "consistency-proof", says, consistency, answers.Consistency, Between)
    says = "The keys that checkpoints are verified by"
    add("/verifier-keys", "verifier-keys", says, verifier_keys, answers.VerifierKeys, NoParameters)
    for kind, path in (
        (Kind.SCORECARD, "/scorecards/<uuid:card>/bundle"),
        (Kind.APPEAL, "/appeals/<uuid:appeal>/bundle"),
        (Kind.PAYSLIP, "/payslips/<uuid:payslip>/bundle"),
    ):
        _add_bundle(blueprint, kind, path)
    return blueprint


def _add(
    blueprint: Blueprint, path: str, name: str, says: str, view: Callable[..., Any], answer: type[Answer],
    takes: type[Schema], more: dict[int, Any] | None = None,
) -> None:  # fmt: skip
    def asked(given: Given, **ids: Any) -> Any:
        return view(given, **ids)

    described = blueprint.arguments(takes, location="query")(blueprint.response(200, answer)(asked))
    responses = {**error_responses(*ALWAYS, 404, 422), **(more or {})}
    blueprint.add(path, "GET", described, name, says, responses=responses)


def _add_bundle(blueprint: Blueprint, kind: Kind, path: str) -> None:
    def asked(given: Given, **ids: UUID) -> Response:
        return bundle(kind, given, **ids)

    described = blueprint.arguments(BundleOf, location="query")(asked)
    found = {200: {"description": "The bundle; docs/bundle-format.md.", "content": {"application/zip": {}}}}
    says = f"The evidence of the {kind.value}, to be verified without this server"
    responses = {**found, **error_responses(*ALWAYS, 404, 422)}
    blueprint.add(path, "GET", described, f"{kind.value}-bundle", says, responses=responses)


def _base64(hash: bytes) -> str:
    return b64encode(hash).decode()


def _moment(found: Checkpoint) -> str:
    return found.signed_at.isoformat().replace("+00:00", "Z")
