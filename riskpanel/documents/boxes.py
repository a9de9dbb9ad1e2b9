"""Office files are boxes (ZIP) of parts; this packs one anew so that the same parts make the same bytes."""

import io
import zipfile

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def settled(content: bytes, replaced: dict[str, bytes] | None = None) -> bytes:
    """The box with its parts in order and without the hour of packing; `replaced` parts by name."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, (replaced or {}).get(name) or old.read(name))
    return held.getvalue()
