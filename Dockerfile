# API, dashboard and trainer from one image; compose.yaml says which of them a container runs.
FROM node:20-bookworm-slim
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
