"""Which file of the embedded stack lies where below the project's folder?"""

from dataclasses import dataclass
from pathlib import Path

from embedded.errors import StackError


@dataclass(frozen=True, slots=True)
class Home:
    """The folder `.onefour` of one project root."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root.resolve() / ".onefour"

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def issuer(self) -> Path:
        return self.folder / "issuer"

    @property
    def receiver(self) -> Path:
        return self.folder / "receiver"

    @property
    def files(self) -> Path:
        """Where photos and sounds of cases lie."""
        return self.folder / "files"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def stack(self) -> Path:
        return self.folder / "stack.json"

    def log_of(self, part: str) -> Path:
        return self.log / f"{part}.log"

    def prepare(self) -> None:
        """Make the folders; none but those on PostgreSQL's way, which may run as another user, is open to others."""
        modes = {self.folder: 0o755, self.run: 0o755, self.log: 0o700, self.issuer: 0o700}
        modes |= {self.receiver: 0o700, self.files: 0o700}
        try:
            for folder, mode in modes.items():
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(mode)
        except PermissionError as refused:
            raise StackError(
                f"无权限 {refused.filename} belongs to another user: run as that user or as root"
            ) from refused

    def set_logs_aside(self) -> None:
        """Keep the logs of the run before as `<part>.log.1`."""
        for log in self.log.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))
