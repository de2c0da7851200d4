"""Are the Kubernetes files valid, complete and as closed as the `restricted` pod standard wants?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

from . import settings
from .dockerfile import FACTORIES

VERSION = kubernetes_validate.latest_version()
Document = dict[str, Any]


def documents(folder: Path) -> dict[str, list[Document]]:
    """Return the documents of each YAML file in `folder`, the kustomization aside."""
    return {
        path.name: [document for document in yaml.safe_load_all(path.read_text()) if document]
        for path in sorted(folder.glob("*.yaml"))
        if path.name != "kustomization.yaml"
    }


def problems(root: Path) -> list[str]:
    """Return what is wrong with `deploy/k8s/` of the project at `root`."""
    folder = root / "deploy/k8s"
    files = documents(folder)
    found = [*_of_kustomization(folder)]
    everything = [(name, document) for name, inside in files.items() for document in inside]
    for name, document in everything:
        where = f"k8s {name} {document.get('kind')}/{document.get('metadata', {}).get('name')}"
        found += [f"{where}: {what}" for what in _of_a_document(document)]
        found += _of_environment(where, document, [d for _, d in everything])
    for service in FACTORIES:
        kinds = {document["kind"] for document in files.get(f"{service}.yaml", [])}
        missing = {"Deployment", "Service", "PodDisruptionBudget"} - kinds
        found += [f"k8s {service}.yaml: no {kind}" for kind in sorted(missing)]
    return found


def _of_kustomization(folder: Path) -> Iterator[str]:
    listed = set(yaml.safe_load((folder / "kustomization.yaml").read_text()).get("resources", []))
    there = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    yield from (f"k8s kustomization.yaml: {name} is not there" for name in sorted(listed - there))
    yield from (f"k8s kustomization.yaml: {name} is not listed" for name in sorted(there - listed))


def _of_a_document(document: Document) -> Iterator[str]:
    try:
        kubernetes_validate.validate(document, VERSION, strict=True)
    except kubernetes_validate.ValidationError as error:
        yield f"{'.'.join(map(str, error.path)) or 'document'}: {error.message[:200]}"
    except kubernetes_validate.SchemaNotFoundError as error:
        yield error.message
    if document.get("kind") == "Secret":
        yield "a secret does not belong into a file of the repository"
    pod = _pod(document)
    if pod:
        yield from _of_a_pod(pod, serves=document["kind"] == "Deployment")


def _pod(document: Document) -> Document:
    if document.get("kind") not in {"Deployment", "Job"}:
        return {}
    pod: Document = document["spec"]["template"]["spec"]
    return pod


def _of_a_pod(pod: Document, *, serves: bool) -> Iterator[str]:
    security = pod.get("securityContext", {})
    if security.get("runAsNonRoot") is not True or security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "the pod may run as root, or without seccomp"
    if pod.get("automountServiceAccountToken") is not False:
        yield "the pod gets a token of the cluster that it has no use for"
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        yield from (f"{container['name']}: {what}" for what in _of_a_container(container, serves=serves))


def _of_a_container(container: Document, *, serves: bool) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("readOnlyRootFilesystem") is not True:
        yield "its root file system is not read-only"
    if security.get("allowPrivilegeEscalation") is not False or security.get("capabilities") != {"drop": ["ALL"]}:
        yield "it keeps or may gain privileges"
    limits = container.get("resources", {})
    if "memory" not in limits.get("limits", {}) or not {"cpu", "memory"} <= limits.get("requests", {}).keys():
        yield "it lacks requests or a limit of memory"
    if serves:
        yield from (
            f"no {probe}" for probe in ("startupProbe", "livenessProbe", "readinessProbe") if probe not in container
        )


def _of_environment(where: str, document: Document, everything: list[Document]) -> Iterator[str]:
    """Yield unknown and missing settings; what a ConfigMap gives counts, and a Secret's keys are named one by one."""
    maps: Mapping[str, Document] = {d["metadata"]["name"]: d for d in everything if d.get("kind") == "ConfigMap"}
    pod = _pod(document)
    for container in pod.get("containers", []):
        names = [variable["name"] for variable in container.get("env", [])]
        for source in container.get("envFrom", []):
            reference = source.get("configMapRef", {}).get("name")
            if reference not in maps:
                yield f"{where} {container['name']}: envFrom {source} is not a ConfigMap of this folder"
                continue
            names += maps[reference].get("data", {})
        yield from settings.problems(f"{where} {container['name']}", names)
