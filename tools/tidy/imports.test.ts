import { describe, expect, it } from 'vitest';
import { found, places } from './fixture.ts';

const importing = (name: string): string => `import * as x from '${name}';\nexport const y = x;\n`;

describe('layers', () => {
  it.each([
    ['core/domain/a.ts', '@wurao/law', 'domain imports nothing'],
    ['core/law/a.ts', '@wurao/engine', 'law imports domain only'],
    ['core/engine/a.ts', '@wurao/registry', 'engine and registry are neighbours'],
    ['core/engine/a.ts', '@wurao/store', 'core never looks up'],
    ['adapters/store/a.ts', '@wurao/feed', 'an adapter never imports another'],
    ['adapters/store/a.ts', '@wurao/server', 'an adapter never looks up'],
    ['apps/server/a.ts', '@wurao/testkit', 'production never imports the lab'],
    ['apps/cli/a.ts', '@wurao/store', 'the command line reaches the store through the server'],
    ['core/engine/a.ts', '@wurao/unknown', 'nobody provides it'],
  ])('%s may not import %s: %s', (path, name) => {
    expect(places('layers', { [path]: importing(name) })).toEqual([`${path}:1`]);
  });

  it.each([
    ['core/engine/a.ts', '@wurao/law'],
    ['adapters/store/a.ts', '@wurao/registry'],
    ['apps/server/a.ts', '@wurao/store'],
    ['lab/testkit/a.ts', '@wurao/server'],
    ['core/engine/a.test.ts', '@wurao/testkit'],
    ['tools/generate.ts', '@wurao/law'],
  ])('%s may import %s', (path, name) => {
    expect(places('layers', { [path]: importing(name) })).toEqual([]);
  });

  it.each([
    "export * from '@wurao/store';",
    "export const load = () => import('@wurao/store');",
    "export type T = import('@wurao/store').T;",
    "import type { T } from '@wurao/store'; export type U = T;",
  ])('sees every kind of import: %s', (text) => {
    expect(places('layers', { 'core/law/a.ts': `${text}\n` })).toEqual(['core/law/a.ts:1']);
  });

  it('names what may be imported instead', () => {
    expect(found('layers', { 'core/law/a.ts': importing('@wurao/engine') })[0]?.instead).toContain('only core/domain');
  });
});

describe('floor-plan', () => {
  it('knows no package outside the table', () => {
    const workspaces = JSON.stringify({ name: 'wurao', workspaces: ['core/domain', 'core/extras'] }, undefined, 2);
    expect(places('floor-plan', { 'package.json': workspaces })).toEqual(['package.json:5']);
  });
});

describe('doors', () => {
  it.each([
    ['a deep path', importing('@wurao/engine/decide.ts')],
    ['a relative path into a neighbour', importing('../../core/engine/mod.ts')],
    ['a relative path to the root', importing('../../vitest.config.ts')],
    ['a worker started in a neighbour', "export const u = new URL('../feed/worker.ts', import.meta.url);\n"],
  ])('catches %s', (_name, text) => {
    expect(places('doors', { 'adapters/store/a.ts': text })).toEqual(['adapters/store/a.ts:1']);
  });

  it('lets a package use its own folders, and read data by URL', () => {
    const text = "import './tables/page.ts';\nexport const u = new URL('../../docs/x.yaml', import.meta.url);\n";
    expect(places('doors', { 'adapters/store/a.ts': text, 'adapters/store/tables/page.ts': 'export {};\n' })).toEqual(
      [],
    );
  });

  it('wants the file, not the own name, inside a package', () => {
    expect(places('own-door', { 'core/law/a.ts': importing('@wurao/law') })).toEqual(['core/law/a.ts:1']);
  });
});

describe('declared-dependencies', () => {
  it.each([
    ['a package from elsewhere', 'core/engine/a.ts', 'kysely'],
    ['a workspace', 'adapters/feed/a.ts', '@wurao/registry'],
    ['a tool in production', 'apps/server/a.ts', 'vitest'],
  ])('catches %s that package.json does not name', (_name, path, name) => {
    expect(places('declared-dependencies', { [path]: importing(name) })).toEqual([`${path}:1`]);
  });

  it('lets tests use the tools of the root, and everybody what Node brings', () => {
    const test = `${importing('vitest')}import 'node:fs';\nimport '@wurao/testkit';\n`;
    const generator = importing('@wurao/law');
    expect(places('declared-dependencies', { 'adapters/feed/a.test.ts': test, 'tools/a.ts': generator })).toEqual([]);
  });
});

describe('core-imports', () => {
  it.each(['node:fs', 'fs', 'kysely'])('keeps %s out of core', (name) => {
    expect(places('core-imports', { 'core/law/a.ts': importing(name) })).toEqual(['core/law/a.ts:1']);
  });

  it('leaves tests and adapters alone', () => {
    const text = importing('node:fs');
    expect(places('core-imports', { 'core/law/a.test.ts': text, 'adapters/store/a.ts': text })).toEqual([]);
  });
});

describe('no-tests-in-production', () => {
  it.each(['./a.test.ts', './testing/rows.ts'])('catches the import of %s', (name) => {
    expect(places('no-tests-in-production', { 'core/law/a.ts': importing(name) })).toEqual(['core/law/a.ts:1']);
    expect(places('no-tests-in-production', { 'core/law/b.test.ts': importing(name) })).toEqual([]);
  });

  it('lets the folder `testing` use the tools of tests', () => {
    expect(places('declared-dependencies', { 'core/law/testing/a.ts': importing('fast-check') })).toEqual([]);
  });
});

describe('circles', () => {
  it('finds one among files and shows the way round', () => {
    const findings = found('circles', {
      'core/law/a.ts': "import './b.ts';\n",
      'core/law/b.ts': "\nimport './c.ts';\n",
      'core/law/c.ts': "import './a.ts';\n",
    });
    expect(findings.map(({ wrong }) => wrong)).toEqual([
      'imports in a circle: core/law/a.ts -> core/law/b.ts -> core/law/c.ts -> core/law/a.ts',
    ]);
  });

  it('finds a file that imports itself through the door of its package', () => {
    const changes = { 'core/law/mod.ts': "export * from './a.ts';\n", 'core/law/a.ts': importing('@wurao/law') };
    expect(found('circles', changes)).toHaveLength(1);
  });

  it('finds one among packages, even where no two files meet', () => {
    const changes = {
      'lab/vectors/a.ts': importing('@wurao/testkit'),
      'lab/testkit/b.ts': importing('@wurao/vectors'),
    };
    expect(found('circles', changes).map(({ wrong }) => wrong)).toEqual([
      'imports in a circle: lab/testkit -> lab/vectors -> lab/testkit',
    ]);
  });

  it('takes a diamond for what it is', () => {
    const changes = {
      'core/law/a.ts': "import './b.ts';\nimport './c.ts';\n",
      'core/law/b.ts': "import './d.ts';\n",
      'core/law/c.ts': "import './d.ts';\n",
      'core/law/d.ts': 'export {};\n',
    };
    expect(found('circles', changes)).toEqual([]);
  });
});
