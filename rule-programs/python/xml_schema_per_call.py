"""Schemas of XML made for each document that is checked; or once."""

import program
import xmlschema
from lxml import etree, isoschematron

RULES = """
<schema xmlns="http://purl.oclc.org/dsdl/schematron">
  <pattern><rule context="order"><assert test="@net &lt; 1000">dear</assert></rule></pattern>
</schema>"""
SHAPE = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="order"><xs:complexType>
    <xs:sequence><xs:element name="line" type="xs:string" maxOccurs="9"/></xs:sequence>
    <xs:attribute name="net" type="xs:decimal"/>
  </xs:complexType></xs:element>
</xs:schema>"""
ORDER = "<order net='47.11'><line>tandem</line></order>"
PARSED = etree.fromstring(ORDER)


def rules() -> isoschematron.Schematron:
    return isoschematron.Schematron(etree.fromstring(RULES))


def shape() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SHAPE)


MADE = rules(), shape()


def trigger() -> object:
    return rules().validate(PARSED) and shape().is_valid(ORDER)


def near_miss() -> object:
    return MADE[0].validate(PARSED) and MADE[1].is_valid(ORDER)


if __name__ == "__main__":
    program.run(trigger, near_miss)
