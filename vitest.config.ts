import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const folders = ['core', 'adapters', 'apps', 'lab', 'tools'];
const every = folders.map((folder) => `${folder}/**/*.test.ts`);
const long = folders.map((folder) => `${folder}/**/*.ci.test.ts`);
/** They put something else in the place of a module, for all who import it. */
const replacing = [
  'apps/server/backup-place.test.ts',
  'apps/server/serve-classifier.test.ts',
  'apps/cli/shell.test.ts',
];
const page = 'apps/console/**/*.test.ts';
const browser = 'lab/testkit/browser/**/*.ci.test.ts';
/** Begun before all others, the longest first: what begins last is waited for alone. A clean checkout knows only how large files are. */
const longest = [
  'sms/kill-messages.ci',
  'testkit/backup.ci',
  'testkit/kill-postgres.ci',
  'tools/fresh-clone.ci',
  'testkit/decisions-http-later.ci',
  'testkit/decisions-http.ci',
  'browser/fields-later.ci',
  'browser/stories.ci',
  'browser/fields.ci',
];
const slow = { testTimeout: 300_000, hookTimeout: 120_000 };
const unit = { exclude: [...long, '**/node_modules/**'], testTimeout: 20_000 };
/** Modules as Node runs them for users, not rewritten: loops that count over what they import are five times as fast. */
const native = { experimental: { viteModuleRunner: false } };

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return place < 0 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Forks, not threads: tests lock directories, load native addons and start servers of their own.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      // Everything that needs no system package: `npm test`. One process after the other takes many files: nothing of one reaches
      // the next, and each process of its own would read the whole server again.
      {
        extends: true,
        test: {
          ...unit,
          ...native,
          name: 'unit-together',
          include: every,
          exclude: [...unit.exclude, ...replacing, page],
          isolate: false,
        },
      },
      { extends: true, test: { ...unit, ...native, name: 'unit-alone', include: replacing } },
      // Node reads no .tsx.
      { extends: true, test: { ...unit, name: 'unit-page', include: [page], isolate: false } },
      // Seeded short versions of the long tests: `npm run test:ci`.
      {
        extends: true,
        test: { ...slow, ...native, name: 'ci', include: long, exclude: [browser, '**/node_modules/**'] },
      },
      {
        extends: true,
        // After the others: a browser takes more than the one core that a test is given.
        test: { ...slow, ...native, name: 'ci-browser', include: [browser], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
