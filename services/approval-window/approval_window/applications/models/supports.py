"""What is kept of the grid's support of a verification?"""

from approval_window.metadata import metadata
from shared.runtime.supporting import supports_in

application_supports = supports_in(metadata, "application_supports", "application_id", "applications")
