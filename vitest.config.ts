import { defineConfig } from 'vitest/config';

const folders = ['core', 'adapters', 'apps', 'lab', 'tools'];
const every = folders.map((folder) => `${folder}/**/*.test.ts`);
const long = folders.map((folder) => `${folder}/**/*.ci.test.ts`);
const together = ['core', 'adapters/api', 'adapters/gateway', 'adapters/store', 'lab/vectors'].map(
  (folder) => `${folder}/**/*.test.ts`,
);
const browser = 'lab/testkit/browser/**/*.ci.test.ts';
const slow = { testTimeout: 300_000, hookTimeout: 120_000 };
const unit = { exclude: [...long, '**/node_modules/**'], testTimeout: 20_000 };

export default defineConfig({
  test: {
    // Forks, not threads: tests lock directories, load native addons and start servers of their own.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // Everything that needs no system package: `npm test`.
        test: { ...unit, name: 'unit', include: every, exclude: [...unit.exclude, ...together] },
      },
      {
        extends: true,
        // The same of what is pure, or has fakes for its world: nothing of one file reaches the next, so that they need no process
        // each. Half the time.
        test: { ...unit, name: 'unit-together', include: together, isolate: false },
      },
      {
        extends: true,
        // Seeded short versions of the long tests: `npm run test:ci`.
        test: { ...slow, name: 'ci', include: long, exclude: [browser, '**/node_modules/**'] },
      },
      {
        extends: true,
        // After the others: a browser takes more than the one core that a test is given.
        test: { ...slow, name: 'ci-browser', include: [browser], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
