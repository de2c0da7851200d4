"""What is an item of the window, and which terms may it promise?"""

from enum import StrEnum


class ItemKind(StrEnum):
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    PUBLIC_SERVICE = "public-service"
