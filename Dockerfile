# Two images from one file; docs/decisions/0007-image-default.md says why the sandbox is the last one.
#   docker build --target service -t rollcall .    for production: the service alone, which needs its settings to start
#   docker build -t rollcall-sandbox .             to try it out: the service and the simulator
# The sandbox starts with nothing set, and is then reached from inside its container only. To let this machine in:
#   docker run -it -e HOST=0.0.0.0 -e AUTH_MODE=none -p 127.0.0.1:3000:3000 rollcall-sandbox

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

FROM node:26-slim AS service
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="One REST API over five account systems" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/service/compile-cache \
    HOST=0.0.0.0
WORKDIR /app
# All of it belongs to root and nothing is written at run time: the file system may be read-only.
COPY --from=build --chown=root:root /app/package.json /app/LICENSE ./
COPY --from=build --chown=root:root /app/explorer explorer
COPY --from=build --chown=root:root /app/service service
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ADMIN_PORT || process.env.PORT || 3000) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As an exec form, so that SIGTERM reaches Node itself.
CMD ["node", "service/server.js"]

FROM service AS sandbox
LABEL org.opencontainers.image.title="Rollcall sandbox" \
      org.opencontainers.image.description="Rollcall in front of simulated upstreams with invented accounts"
# Back to loopback: whoever lets others in must say so, and set AUTH_MODE.
ENV NODE_COMPILE_CACHE=/app/sandbox/compile-cache \
    HOST=127.0.0.1
COPY --from=build --chown=root:root /app/sandbox sandbox
CMD ["node", "sandbox/sandbox.js"]
