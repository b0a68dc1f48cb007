import { defineConfig } from 'vitest/config';

const folders = ['core', 'adapters', 'apps', 'lab', 'tools'];
const every = folders.map((folder) => `${folder}/**/*.test.ts`);
const long = folders.map((folder) => `${folder}/**/*.ci.test.ts`);

export default defineConfig({
  test: {
    // Forks, not threads: tests lock directories, load native addons and start servers of their own.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Everything that needs no system package: `npm test`.
        test: { name: 'unit', include: every, exclude: [...long, '**/node_modules/**'], testTimeout: 20_000 },
      },
      {
        extends: true,
        // Seeded short versions of the long tests: `npm run test:ci`.
        test: { name: 'ci', include: long, testTimeout: 300_000, hookTimeout: 120_000 },
      },
    ],
  },
});
