# Mailgrant in one image; MAILGRANT_ROLE says what a container runs. Built from a checkout: docker build -t mailgrant .
FROM node:20-bookworm-slim AS build
WORKDIR /mailgrant
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-fund --no-audit
COPY . .
# Generates the database client and builds, as `npm start` would; what only that takes is left out afterwards.
RUN node --input-type=module -e "await (await import('/mailgrant/scripts/prepare.mjs')).prepare({ build: true })" \
  && npm prune --omit=dev --no-fund --no-audit \
  && rm -rf .next/cache

FROM node:20-bookworm-slim
WORKDIR /mailgrant
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=node:node /mailgrant ./
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "scripts/health.mjs"]
# Not by way of npm, so that the signal to stop arrives.
CMD ["node", "scripts/start.mjs"]
