# API, dashboard and trainer from one image; compose.yaml says which of them a container runs.
FROM node:20-bookworm-slim AS stillhouse
WORKDIR /stillhouse
COPY package.json package-lock.json .npmrc ./
COPY domain/package.json domain/
COPY prisma/package.json prisma/
COPY clients/typescript/package.json clients/typescript/
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY trainer/package.json trainer/
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN node -e "import('./scripts/setup/set-up.mjs').then((m) => m.setUp(process.cwd()))" \
 && cd apps/web && NEXT_TELEMETRY_DISABLED=1 npx next build
ENV NODE_ENV=production STILLHOUSE_HOME=/var/lib/stillhouse
RUN mkdir -p /var/lib/stillhouse && chown -R node /var/lib/stillhouse
USER node

# The same with tfjs-node-gpu on the CUDA and cuDNN that its TensorFlow is built for; both are fetched when the image is built.
FROM nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04 AS gpu
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates g++ make python3 \
 && rm -rf /var/lib/apt/lists/* && useradd --uid 1000 --create-home node
COPY --from=stillhouse /usr/local/bin /usr/local/bin
COPY --from=stillhouse /usr/local/lib/node_modules /usr/local/lib/node_modules
COPY --from=stillhouse /usr/local/include/node /usr/local/include/node
COPY --from=stillhouse /stillhouse /stillhouse
WORKDIR /stillhouse
RUN npm install --no-save --no-audit --no-fund @tensorflow/tfjs-node-gpu@4.22.0
# Where TensorFlow finds no GPU a training ends with that message instead of going on, slowly, on the processor.
ENV NODE_ENV=production STILLHOUSE_HOME=/var/lib/stillhouse STILLHOUSE_BACKEND=tfjs-node-gpu
RUN mkdir -p /var/lib/stillhouse && chown -R node /var/lib/stillhouse
USER node
