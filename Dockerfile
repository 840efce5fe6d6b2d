# Two images from one file: docs/decisions/0007-image-default.md.
#   docker build -t rollcall .                             the service, which needs its settings to start
#   docker build --target sandbox -t rollcall-sandbox .    to try it out: the service and the simulator
# The sandbox starts with nothing set, and is then reached from inside its container only. To reach it from this machine:
#   docker run -it -e HOST=:: -e AUTH_MODE=none -p 127.0.0.1:3000:3000 -p 127.0.0.1:3900:3900 rollcall-sandbox
#
# For production `docker buildx bake -f deploy/docker-bake.hcl` makes both on a base image that is pinned by its digest.

# Bundles the programs with their packages: docs/decisions/0001-no-build-step.md.
FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY openapi/generators/package.json openapi/generators/
# No package that is used here has an install script that it needs.
RUN npm ci --ignore-scripts
COPY deploy/bundle.ts deploy/fill-compile-cache.ts deploy/
COPY simulator/src simulator/src
COPY src src
COPY package.json LICENSE /app/
COPY explorer/dist /app/explorer/dist
RUN node deploy/bundle.ts /app && chown node /app/service /app/sandbox
# The cache's name contains the user's id. Node lets only that user read it, so its files are opened up for root's copy.
USER node
RUN node deploy/fill-compile-cache.ts /app && chmod -R a+rX /app/service/compile-cache /app/sandbox/compile-cache

# The base without npm, C headers, package lists and manuals: a third of its bytes. docs/decisions/0029-image-content.md.
FROM node:26-slim AS base
RUN rm -rf /opt/yarn* /usr/local/bin/corepack /usr/local/bin/docker-entrypoint.sh /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/yarn* /usr/local/include /usr/local/lib/node_modules /usr/local/share /usr/local/*.md \
      /usr/share/doc /usr/share/info /usr/share/locale /usr/share/man \
      /var/cache/apt /var/cache/debconf /var/lib/apt/lists /var/log/* /root/.npm /tmp/*

# What is removed in a layer above stays in the layer below, so the rest is copied.
FROM scratch AS service
COPY --from=base / /
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="One REST API over five account systems" \
      org.opencontainers.image.licenses="Apache-2.0"
# `::` takes IPv4 and IPv6.
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/service/compile-cache \
    HOST=::
WORKDIR /app
# All of it belongs to root and nothing is written at run time: the file system may be read-only.
COPY --from=build --chown=root:root /app/package.json /app/LICENSE ./
COPY --from=build --chown=root:root /app/explorer explorer
COPY --from=build --chown=root:root /app/service service
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 CMD ["node", "service/health-check.js"]
# As an exec form, so that SIGTERM reaches Node itself.
CMD ["node", "service/server.js"]

FROM service AS sandbox
LABEL org.opencontainers.image.title="Rollcall sandbox" \
      org.opencontainers.image.description="Rollcall in front of simulated upstreams with invented accounts"
# Back to loopback: to let others in, set HOST and AUTH_MODE. The simulator has invented accounts only.
ENV NODE_COMPILE_CACHE=/app/sandbox/compile-cache \
    HOST=127.0.0.1 \
    SIMULATOR_HOST=::
COPY --from=build --chown=root:root /app/sandbox sandbox
EXPOSE 3900
CMD ["node", "sandbox/sandbox.js"]

# The last stage is the default one.
FROM service
