"""Validates METS files against the schema that eark-validator (PyPI) carries, without the network.

usage: validate_mets.py FILE…
"""

import importlib.util
import os
import sys

from lxml import etree

folder = os.path.join(
    os.path.dirname(importlib.util.find_spec("eark_validator").origin), "ipxml", "resources", "schema"
)


class Beside(etree.Resolver):
    """Finds imported schemas in the same folder."""

    def resolve(self, url, _, context):
        return self.resolve_filename(os.path.join(folder, os.path.basename(url)), context)


parser = etree.XMLParser(no_network=True)
parser.resolvers.add(Beside())
schema = etree.XMLSchema(etree.parse(os.path.join(folder, "mets.xsd"), parser))
invalid = 0
for path in sys.argv[1:]:
    if not schema.validate(etree.parse(path)):
        invalid += 1
        print(path, schema.error_log)
print(len(sys.argv) - 1 - invalid, "valid")
sys.exit(invalid > 0)
