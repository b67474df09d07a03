import { defineConfig } from 'prisma/config';

/** For Prisma's command line only; the product opens its database through database/open.ts. */
export default defineConfig({
  schema: './schema.prisma',
  migrations: { path: './migrations' },
});
