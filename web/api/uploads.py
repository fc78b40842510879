"""Uploads: evidence files and files of facts, each as the part `file` of a form; and reading evidence back."""

import hashlib
from pathlib import PurePath
from typing import Any

from flask import Response, g, request
from werkzeug.datastructures import FileStorage

from application.imports import ImportFacts
from domain.errors import Fault
from web.api import documents
from web.api.answers import CommandAnswer
from web.api.answers.employees import UploadedFile
from web.api.callers import caller, queries, services
from web.api.cycles import CYCLE, seen
from web.api.documents import error_responses
from web.api.fields import unprintable
from web.api.locations import location_of
from web.api.parsing import parse_json
from web.api.performing import perform
from web.api.problems import invalid, refused
from web.api.routes import ALWAYS, COMMAND, Blueprint

LIMIT = 21 * 1024 * 1024
"""Bytes of a form with its file; the evidence store takes files of up to 20 MiB."""

MAPPING = "seller-month"
TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a file of facts is, by its name: browsers call a CSV many things."""


def upload_evidence() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Keep a file; whoever then records something names its hash."""
    file = the_file()
    kept = services().evidence_of(caller().organization).keep(file.read(), file.mimetype)
    body = {"sha256": kept.sha256, "media_type": kept.media_type, "size": kept.size}
    return body, 201, {"Location": f"/api/v1/evidence/{kept.sha256}"}


def read_evidence(sha256: str) -> Response:
    """The bytes of a file, for whoever may see something that it supports."""
    file = queries().evidence(sha256)
    content = services().evidence_of(caller().organization).read(sha256)
    answer = Response(content, mimetype=file["media_type"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{sha256[:12]}"'
    return answer


def import_facts(cycle: Any) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Import all facts of a file, or none."""
    file = the_file("mapping")
    content, name = file.read(), file_name(file)
    mapping = request.form.get("mapping", MAPPING)
    g.body = {"mapping": mapping, "file": hashlib.sha256(content).hexdigest(), "name": name}
    document = parse_json(mapping.encode()) if mapping.lstrip().startswith("{") else mapping
    media_type = TYPES.get(PurePath(name).suffix.lower(), file.mimetype)
    command = ImportFacts(cycle, content, name, document, media_type)
    answer = perform(command, lambda: seen(queries(), {"cycle": cycle}))
    body = {"id": str(answer.subject), "version": answer.version, "position": answer.position}
    return body, 201, {"Location": location_of(answer, {"cycle": cycle}), "ETag": f'"{answer.version}"'}


def the_file(*others: str, limit: int = LIMIT) -> FileStorage:
    """The form's file. Raises Refused for a form without it, or with parts that nobody knows."""
    request.max_content_length = limit
    if request.mimetype != "multipart/form-data":
        raise refused(
            415,
            "media-type-unsupported",
            "请用 multipart/form-data 的 file 部分发送文件 / send the file as the part 'file' of multipart/form-data",
        )
    parts = [name or "" for form in (request.files, request.form) for name, _ in form.items(multi=True)]
    unknown = sorted(set(parts) - {"file", *others})
    found = [
        Fault(f"/{name}", "field-unknown", "没有这个部分；请去掉 / there is no such part; leave it out")
        for name in unknown
    ]
    found += [
        Fault(f"/{name}", "given-twice", "这个部分只能写一次 / give this part once")
        for name in others
        if parts.count(name) > 1
    ]
    if len(request.files.getlist("file")) != 1:
        found.append(
            Fault(
                "/file",
                "file-missing",
                "请在 file 部分发送且只发送一个文件 / send exactly one file, as the part 'file'",
            )
        )
    if found:
        raise invalid(tuple(found))
    return request.files["file"]


def file_name(file: FileStorage) -> str:
    """What the person calls the file; it is shown and kept, never used as a path."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    if not 0 < len(name) <= 200 or unprintable(name):
        raise invalid(
            (
                Fault(
                    "/file",
                    "name-malformed",
                    "文件名为 1 至 200 个可见字符 / give the file a name of 1 to 200 printable characters",
                ),
            )
        )
    return name


def routes() -> Blueprint:
    """Both uploads, and reading evidence."""
    blueprint = Blueprint("uploads", "文件 · evidence and files of facts")
    kept = blueprint.response(201, UploadedFile, headers={"Location": documents.LOCATION})(upload_evidence)
    form, errors = file_form(), error_responses(*ALWAYS, 413, 415, 422)
    blueprint.add("/evidence", "POST", kept, "upload-evidence", "Upload a file", requestBody=form, responses=errors)

    read = {200: {"description": "The file.", "content": {"application/octet-stream": {}}}}
    responses = {**read, **error_responses(*ALWAYS, 404)}
    blueprint.add("/evidence/<sha256:sha256>", "GET", read_evidence, "evidence", "Read a file", responses=responses)

    headers = {"ETag": documents.ETAG, "Location": documents.LOCATION}
    done = blueprint.response(201, CommandAnswer, headers=headers)(import_facts)
    described: dict[str, Any] = {
        "requestBody": file_form(mapping=MAPPING_PART),
        "headers": [documents.IDEMPOTENCY_KEY, documents.IF_MATCH],
        "responses": error_responses(*ALWAYS, *COMMAND, 412),
        "description": "Every row belongs to a participant and fits their scheme, or nothing is imported and every "
        "fault is named by row and column.",
    }
    blueprint.add(f"{CYCLE}/fact-imports", "POST", done, "import-facts", "Import a CSV or Excel file", **described)
    return blueprint


MAPPING_PART = {
    "type": "string",
    "maxLength": 100_000,
    "default": MAPPING,
    "description": "Id of a built-in column mapping, or the JSON of one's own mapping document.",
}


def file_form(**parts: dict[str, Any]) -> dict[str, Any]:
    """The description of a form with a file and these parts."""
    file = {"type": "string", "contentMediaType": "application/octet-stream", "description": "The file."}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file, **parts}}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
