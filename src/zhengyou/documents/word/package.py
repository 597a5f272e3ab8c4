"""The docx file around the text: settings, fonts, properties; and the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from zhengyou.documents.measures import Measures
from zhengyou.documents.word import styles
from zhengyou.documents.word.elements import Element, element

NO_DATE = date(1980, 1, 1)  # the first that a zip archive can hold
UNUSED = ("thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings")
NAMESPACE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def opened(measures: Measures, title: str, day: date | None) -> WordDocument:
    """An empty document with the standard's styles and settings."""
    document = docx.Document()
    _drop_unused(document)
    styles.fill(document.styles.element, measures)
    _fill_settings(document.settings.element)
    _fill_fonts(document, measures)
    moment = datetime.combine(day or NO_DATE, datetime.min.time(), tzinfo=UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.last_modified_by, properties.revision, properties.language = "", 1, "zh-CN"
    properties.created = properties.modified = moment
    body = document.element.body
    for child in list(body):
        body.remove(child)
    return document


def _drop_unused(document: WordDocument) -> None:
    for holder in (document.part.package, document.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(UNUSED):
                del holder.rels[key]


def _fill_settings(settings: Element) -> None:
    for child in list(settings):
        settings.remove(child)
    uri = "http://schemas.microsoft.com/office/word"
    settings.extend(
        [
            element("zoom", percent=100),
            element("defaultTabStop", val=420),
            element("evenAndOddHeaders"),
            element("characterSpacingControl", val="compressPunctuation"),
            element("compat", element("compatSetting", name="compatibilityMode", uri=uri, val=15)),
            element("themeFontLang", val="en-US", eastAsia="zh-CN"),
        ]
    )


def _fill_fonts(document: WordDocument, measures: Measures) -> None:
    """Names for each face what Word is to take where it is missing."""
    faces = {face.office: face.alternative for face in measures.faces.values()}
    fonts = element("fonts")
    for office, alternative in faces.items():
        fonts.append(
            element("font", element("altName", val=alternative), element("charset", val="86"), name=office)
        )
    blob = serialize_part_xml(fonts)
    for key, relation in list(document.part.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            del document.part.rels[key]
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def add_margin_part(document: WordDocument, kind: str, number: int, content: list[Element]) -> str:
    """A header or footer with this content; gives its relation's id."""
    root = element("hdr" if kind == "header" else "ftr")
    root.extend(content)
    blob = serialize_part_xml(root)
    types = {"header": CONTENT_TYPE.WML_HEADER, "footer": CONTENT_TYPE.WML_FOOTER}
    part = Part(PackURI(f"/word/{kind}{number}.xml"), types[kind], blob, document.part.package)
    return str(document.part.relate_to(part, f"{NAMESPACE_RELATION}/{kind}"))


def packed(document: WordDocument) -> bytes:
    """The file's bytes, every entry dated alike."""
    first = io.BytesIO()
    document.save(first)
    final = io.BytesIO()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(final, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (NO_DATE.year, NO_DATE.month, NO_DATE.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return final.getvalue()
