import { describe, expect, it } from 'vitest';
import { found, places } from './fixture.ts';

const lines = (count: number, line = 'export {};'): string => `${Array(count).fill(line).join('\n')}\n`;
const body = (count: number): string => lines(count - 2, '  void 0;');

describe('lengths', () => {
  it('holds a file to 400 lines', () => {
    expect(places('file-length', { 'core/law/a.ts': lines(401) })).toEqual(['core/law/a.ts:401']);
    expect(places('file-length', { 'core/law/a.ts': lines(400) })).toEqual([]);
  });

  it('lets generated files and cases be long', () => {
    const changes = { 'core/law/a.generated.ts': lines(900), 'lab/vectors/cases/basis.ts': lines(900) };
    expect(places('file-length', changes)).toEqual([]);
  });

  it.each([
    ['a function', (inner: string) => `\nexport function f() {\n${inner}}\n`],
    ['an arrow', (inner: string) => `\nexport const f = () => {\n${inner}};\n`],
    ['a method', (inner: string) => `export class C {\n  m() {\n${inner}}\n}\n`],
    ['a test', (inner: string) => `\nit('x', () => {\n${inner}});\n`],
  ])('holds %s to 70 lines', (_name, around) => {
    expect(places('function-length', { 'core/law/a.test.ts': around(body(71)) })).toEqual(['core/law/a.test.ts:2']);
    expect(places('function-length', { 'core/law/a.test.ts': around(body(70)) })).toEqual([]);
  });

  it('takes describe in a test for a chapter', () => {
    const text = `describe('x', () => {\n${body(300)}});\ndescribe.each([1])('x', () => {\n${body(300)}});\n`;
    expect(places('function-length', { 'core/law/a.test.ts': text })).toEqual([]);
    expect(places('function-length', { 'core/law/a.ts': text })).toHaveLength(2);
  });
});

describe('forbidden syntax', () => {
  it('catches any', () => {
    expect(places('no-any', { 'core/law/a.ts': '\nexport const f = (x: any) => x as unknown;\n' })).toEqual([
      'core/law/a.ts:2',
    ]);
  });

  it('catches enum', () => {
    expect(places('no-enum', { 'core/law/a.ts': 'export enum E { A }\n' })).toEqual(['core/law/a.ts:1']);
    expect(places('no-enum', { 'core/law/a.ts': 'export const enum E { A }\n' })).toEqual(['core/law/a.ts:1']);
  });

  it.each([
    'export default 1;',
    'export default function f() {}',
    'export default class {}',
    'const a = 1;export { a as default };',
  ])('catches %s', (text) => {
    expect(places('no-default-export', { 'core/law/a.ts': `${text}\n` })).toEqual(['core/law/a.ts:1']);
    expect(places('no-default-export', { 'vitest.config.ts': `${text}\n` })).toEqual([]);
  });
});

describe('core-purity', () => {
  it.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    'process.env',
    'globalThis.process.env',
    'setTimeout(f, 1)',
    'setInterval(f, 1)',
    'console.log(1)',
    "fetch('x')",
    'crypto.randomUUID()',
  ])('keeps %s out of core', (text) => {
    expect(places('core-purity', { 'core/law/a.ts': `\nexport const f = () => ${text};\n` })).toEqual([
      'core/law/a.ts:2',
    ]);
    expect(places('core-purity', { 'core/law/a.test.ts': `export const f = () => ${text};\n` })).toEqual([]);
    expect(places('core-purity', { 'apps/server/a.ts': `export const f = () => ${text};\n` })).toEqual([]);
  });

  it('is not misled by names', () => {
    const text = [
      'export type T = { process: string; readonly at: Date };',
      'export const f = (process: string, t: T) => [process, t.process, new Date(5), { console: 1 }];',
      '// Date.now() would be wrong here',
      "export const s = 'setTimeout';",
    ];
    expect(places('core-purity', { 'core/law/a.ts': text.join('\n') })).toEqual([]);
  });
});

describe('no-test-left-out', () => {
  it.each(['it.only', 'it.skip', 'describe.skip', 'test.todo', 'it.skipIf(true)', 'it.only.each([1])', 'xit', 'fit'])(
    'catches %s',
    (word) => {
      expect(places('no-test-left-out', { 'core/law/a.test.ts': `\n${word}('x', () => {});\n` })).toEqual([
        'core/law/a.test.ts:2',
      ]);
    },
  );

  it('catches leaving out from within', () => {
    expect(
      places('no-test-left-out', { 'core/law/a.test.ts': "it('x', (context) => context.skip());\n" }),
    ).toHaveLength(1);
  });

  it('knows the one place that may, and what merely sounds alike', () => {
    const changes = {
      'lab/testkit/skip-unless.ts': "export const skipUnless = () => it.skip('x');\n",
      'core/law/a.test.ts': "skipUnless('sipp');\nconst page = { skip: 1 };\nit('x', () => page.skip);\n",
      'core/law/a.ts': 'export const rest = (rows: Iterator<number>) => rows.skip(1);\n',
    };
    expect(found('no-test-left-out', changes)).toEqual([]);
  });
});
