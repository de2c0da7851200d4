"""Which metadata do this service's tables belong to?"""

from shared.runtime.copies import copies_metadata
from shared.runtime.db import service_metadata
from shared.runtime.training_copies import training_metadata

metadata = service_metadata()
copies = (copies_metadata, training_metadata)
