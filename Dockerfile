# Two images from one file: docs/decisions/0007-image-default.md.
#   docker build -t rollcall .                             the service, which needs its settings to start
#   docker build --target sandbox -t rollcall-sandbox .    to try it out: the service and the simulator
# The sandbox starts without settings, and is then reachable only inside its container. To reach it from this machine:
#   docker run -it -e HOST=:: -e AUTH_MODE=none -p 127.0.0.1:3000:3000 -p 127.0.0.1:3900:3900 rollcall-sandbox
#
# For production `docker buildx bake -f deploy/docker-bake.hcl` builds both on a base image pinned by its digest.

# Bundles the programs with their packages: docs/decisions/0001-no-build-step.md.
FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY openapi/generators/package.json openapi/generators/
# No package here needs its install script.
RUN npm ci --ignore-scripts
COPY deploy/bundle.ts deploy/fill-compile-cache.ts deploy/
COPY simulator/src simulator/src
COPY src src
COPY package.json LICENSE /app/
COPY explorer/dist /app/explorer/dist
RUN node deploy/bundle.ts /app && chown node /app/service /app/sandbox
# The cache's name contains the user id, and only that user can read it. Root copies it, so it is made readable.
USER node
RUN node deploy/fill-compile-cache.ts /app && chmod -R a+rX /app/service/compile-cache /app/sandbox/compile-cache

# The base without npm, C headers, package lists and manuals: a third of its bytes. docs/decisions/0029-image-content.md.
FROM node:26-slim AS base
RUN rm -rf /opt/yarn* /usr/local/bin/corepack /usr/local/bin/docker-entrypoint.sh /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/yarn* /usr/local/include /usr/local/lib/node_modules /usr/local/share /usr/local/*.md \
      /usr/share/doc /usr/share/info /usr/share/locale /usr/share/man \
      /var/cache/apt /var/cache/debconf /var/lib/apt/lists /var/log/* /root/.npm /tmp/*

# A removed file stays in the layer below, so the rest is copied into an empty image.
FROM scratch AS service
COPY --from=base / /
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="One REST API over five account systems" \
      org.opencontainers.image.licenses="Apache-2.0"
# `::` accepts IPv4 and IPv6.
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/service/compile-cache \
    HOST=::
WORKDIR /app
# Everything belongs to root, and nothing is written at run time: the file system may be read-only.
COPY --from=build --chown=root:root /app/package.json /app/LICENSE ./
COPY --from=build --chown=root:root /app/explorer explorer
COPY --from=build --chown=root:root /app/service service
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["node", "service/health-check.js"]
# Exec form, so that SIGTERM reaches Node itself.
CMD ["node", "service/server.js"]

FROM service AS sandbox
LABEL org.opencontainers.image.title="Rollcall sandbox" \
      org.opencontainers.image.description="Rollcall in front of simulated upstreams with invented accounts"
# Loopback again: to allow others, set HOST and AUTH_MODE. The simulator has invented accounts only.
ENV NODE_COMPILE_CACHE=/app/sandbox/compile-cache \
    HOST=127.0.0.1 \
    SIMULATOR_HOST=::
COPY --from=build --chown=root:root /app/sandbox sandbox
EXPOSE 3900
CMD ["node", "sandbox/sandbox.js"]

# The last stage is the default one.
FROM service
