# Two images from one file; docs/decisions/0007-image-default.md says why the sandbox is the last one.
#   docker build --target service -t rollcall .    for production: the service alone, which needs its settings to start
#   docker build -t rollcall-sandbox .             to try it out: the service and the simulator
# The sandbox starts with nothing set, and is then reached from inside its container only. To let this machine in:
#   docker run -it -e HOST=0.0.0.0 -e AUTH_MODE=none -p 127.0.0.1:3000:3000 rollcall-sandbox

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No dependency of the running service has an install script that it needs.
RUN npm ci --omit=dev --ignore-scripts

FROM node:26-slim AS service
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="One REST API over five account systems" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    HOST=0.0.0.0
WORKDIR /app
# All of it belongs to root and nothing is written at run time: the file system may be read-only.
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY explorer/dist explorer/dist
COPY src src
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ADMIN_PORT || process.env.PORT || 3000) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As an exec form, so that SIGTERM reaches Node itself.
CMD ["node", "src/server.ts"]

FROM service AS sandbox
LABEL org.opencontainers.image.title="Rollcall sandbox" \
      org.opencontainers.image.description="Rollcall in front of simulated upstreams with invented accounts"
# Back to loopback: whoever lets others in must say so, and set AUTH_MODE.
ENV HOST=127.0.0.1
COPY simulator/src simulator/src
CMD ["node", "simulator/src/sandbox.ts"]
