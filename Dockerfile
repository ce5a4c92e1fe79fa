# syntax=docker/dockerfile:1
# One image for api, worker and command line; PostgreSQL and the log run elsewhere. Node as the tests run it.
ARG NODE_VERSION=20.20.2

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# not `npm ci`: it wants every platform's optional packages in the lock file
RUN npm install --no-save --omit=optional --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY migrations migrations
RUN node node_modules/@nestjs/cli/bin/nest.js build && rm -rf dist/apps/bench
RUN npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 OPS_PORT=9100 DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data /data/evidence
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPS_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# left to itself, V8 takes memory before it looks for garbage
CMD ["node", "--max-old-space-size=192", "--enable-source-maps", "dist/apps/api/src/main.js"]
