# The images for production, on a base image pinned by its digest, so that every build of a commit uses the same one:
#   docker buildx bake -f deploy/docker-bake.hcl
# The Dockerfile itself builds on the current `node:26-slim`: docs/decisions/0029-image-content.md.
#
# To update the base: replace the digest with that of the newest image, then run deploy/check-containers.sh. The newest one:
#   docker buildx imagetools inspect node:26-slim
# The one below has Node 26.10.0 on Debian 13.

group "default" {
  targets = ["service", "sandbox"]
}

target "pinned" {
  contexts = {
    "node:26-slim" = "docker-image://node:26-slim@sha256:930557a230abacbc3f4fd9b8648abf8f4bee1e17cb72195dcdfb2f709bc85b33"
  }
}

target "service" {
  inherits = ["pinned"]
  target   = "service"
  tags     = ["rollcall"]
}

target "sandbox" {
  inherits = ["pinned"]
  target   = "sandbox"
  tags     = ["rollcall-sandbox"]
}
