import { describe, expect, it } from 'vitest';
import { found, places } from './fixture.ts';

describe('door-and-readme', () => {
  it.each(['mod.ts', 'README.md', 'package.json'])('misses %s', (name) => {
    expect(places('door-and-readme', { [`core/law/${name}`]: undefined })).toEqual([`core/law/${name}:1`]);
  });

  it('holds a README to about ten lines', () => {
    expect(places('door-and-readme', { 'core/law/README.md': 'x\n'.repeat(21) })).toEqual(['core/law/README.md:21']);
  });
});

const manifest = (dependencies: Readonly<Record<string, string>>): string =>
  JSON.stringify({ name: '@wurao/law', dependencies }, undefined, 2);

describe('dependencies', () => {
  it('owe a line in docs/dependencies.md', () => {
    const changes = { 'core/law/package.json': manifest({ vitest: '5.0.0', kysely: '1.0.0' }) };
    expect(places('known-dependencies', changes)).toEqual(['core/law/package.json:5']);
    expect(
      places('known-dependencies', { ...changes, 'docs/dependencies.md': '| `vitest` |\n| `kysely` |\n' }),
    ).toEqual([]);
  });

  it.each(['^1.0.0', '~1.0.0', '*', 'latest', '1.x', 'npm:other@^5.9.0'])('are pinned, not %s', (version) => {
    expect(places('pinned-dependencies', { 'core/law/package.json': manifest({ kysely: version }) })).toEqual([
      'core/law/package.json:4',
    ]);
  });

  it.each(['1.0.0', '1.5.6-r.1', 'npm:typescript@5.9.3', 'npm:@scope/name@1.2.3'])('may be pinned as %s', (version) => {
    expect(places('pinned-dependencies', { 'core/law/package.json': manifest({ kysely: version }) })).toEqual([]);
  });
});

describe('whole-lock-file', () => {
  const lock = (packages: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => ({
    'package-lock.json': JSON.stringify({ packages }, undefined, 2),
  });

  it('misses the binary of another platform', () => {
    const packages = { 'node_modules/a': { optionalDependencies: { 'a-darwin': '1.0.0' } } };
    expect(places('whole-lock-file', lock(packages))).toEqual(['package-lock.json:3']);
  });

  it('looks where Node would look', () => {
    const packages = {
      'apps/cli': { dependencies: { a: '1.0.0', b: '1.0.0' } },
      'apps/cli/node_modules/b': { dependencies: { a: '1.0.0' } },
      'node_modules/a': { dependencies: { '@x/c': '1.0.0' } },
      'node_modules/a/node_modules/@x/c': { dependencies: { a: '1.0.0' } },
    };
    expect(found('whole-lock-file', lock(packages))).toEqual([]);
  });
});

describe('no-machine-names', () => {
  // Put together here, so that this file does not name what it forbids.
  const folder = (name: string): string => `/${name}/main/x`;
  const host = ['registry', 'npmjs', 'org'].join('.');

  it.each(['work', 'farm', 'home', 'Users'])('catches a path below /%s', (name) => {
    expect(places('no-machine-names', { 'docs/a.md': `\nsee ${folder(name)}\n` })).toEqual(['docs/a.md:2']);
    expect(places('no-machine-names', { 'core/law/a.ts': `export const a = '${folder(name)}';\n` })).toHaveLength(1);
  });

  it('catches the host of a registry, also in the lock file', () => {
    expect(places('no-machine-names', { 'package-lock.json': `{\n"resolved": "https://${host}/a"\n}` })).toEqual([
      'package-lock.json:2',
    ]);
  });

  it('lets routes, relative paths and other hosts be', () => {
    const text = `../..${folder('work')} lab${folder('work')} https://example.org${folder('home')} registry.lines.get()\n`;
    expect(found('no-machine-names', { 'docs/a.md': text })).toEqual([]);
  });
});
