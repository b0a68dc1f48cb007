import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const DOCUMENTS = [
  'README.md',
  'README.zh-CN.md',
  'ARCHITECTURE.md',
  'docs/README.md',
  'docs/casework.md',
  'docs/glossary.md',
  'docs/operations.md',
  'docs/regulation-map.md',
  'docs/sip.md',
  'docs/sms.md',
];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link));

/** Paths of the checkout in backticks: with a folder of ours in front and the end of a file we track. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`((?:core|adapters|apps|lab|tools|docs)\/[\w./-]*\.(?:ts|mjs|md|yaml))`/g)].map((m) => m[1] ?? '');

describe.each(DOCUMENTS)('%s', (document) => {
  it('links to what is there', () => {
    const folder = join(root, dirname(document));
    const links = linksIn(read(document)).map((link) => link.replace(/#.*$/, ''));
    expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  it('names files that are there', () => {
    expect(pathsIn(read(document)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the two READMEs', () => {
  const blocks = (text: string): string[] => [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  const withoutRemarks = (block: string): string => block.replaceAll(/ +# .*$/gm, '');

  it('show the same commands', () => {
    const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((path) => blocks(read(path)).map(withoutRemarks));
    expect(chinese).toEqual(english);
  });

  it('leave the figures a place of their own', () => {
    expect(read('README.md')).toMatch(/<!-- figures:begin -->\n(?:\|.*\|\n)+<!-- figures:end -->/);
  });
});
