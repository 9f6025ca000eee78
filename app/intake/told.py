"""What a file tells of: orders, or only the course of a patient."""

from app.intake.files import is_json, text_of
from app.intake.strict_json import read_json


def tells_only_a_course(data: bytes) -> bool:
    """Tell whether a file is a course of Umbra's, or a Bundle without any MedicationRequest.

    Everything else is taken for orders, and refused as such where it is none. Raises Refused
    where the file is no text, or begins as JSON and is none.
    """
    text = text_of(data)
    if not is_json(text):
        return False
    value = read_json(text)
    if not isinstance(value, dict):
        return False
    if "umbra" in value:
        return True
    entries = value.get("entry")
    kinds = {
        resource.get("resourceType")
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(resource := entry.get("resource"), dict)
    }
    return bool(kinds) and "MedicationRequest" not in kinds
