"""The namespaces of attributes in OData V2 metadata: the protocol's own, and SAP's.

Sources: OData V2, "Conceptual Schema Definition Language"; "SAP Annotations for OData Version 2.0".
"""

from __future__ import annotations

METADATA = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"
SAP = "http://www.sap.com/Protocols/SAPData"
