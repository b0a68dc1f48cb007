import { describe, expect, it } from 'vitest';
import { found, places } from './fixture.ts';
import { wordsOf } from './names.ts';

describe('kebab-case', () => {
  it.each([
    'core/law/lawPack.ts',
    'core/law/law_pack.ts',
    'core/law/Packs/a.ts',
    'docs/adr/0002-Some.md',
    'tools/a--b.ts',
  ])('catches %s', (path) => {
    expect(places('kebab-case', { [path]: 'export {};\n' })).toEqual([`${path}:1`]);
  });

  it.each([
    'core/law/cn-2020-draft.ts',
    'core/law/a.ci.test.ts',
    'docs/README.zh-CN.md',
    'docs/adr/0002-some.md',
    'apps/server/routes/who-asked/get.ts',
  ])('lets %s be', (path) => {
    expect(places('kebab-case', { [path]: 'export {};\n' })).toEqual([]);
  });
});

describe('vague-words', () => {
  it.each(['core/law/pack-manager.ts', 'core/law/utils/a.ts', 'core/law/helpers.ts'])('catches the path %s', (path) => {
    expect(places('vague-words', { [path]: 'export {};\n' })).toEqual([`${path}:1`]);
  });

  it.each([
    'export class PackManager {}',
    'export const dateUtils = 1;',
    'export function testHelper() {}',
    'const a = 1; export { a as aHelper };',
  ])('catches the export in %s', (text) => {
    expect(places('vague-words', { 'core/law/a.ts': `${text}\n` })).toEqual(['core/law/a.ts:1']);
  });

  it('leaves whole other words and private names alone', () => {
    const text =
      'export const management = 1;\nexport const utility = 2;\nconst helper = 3;\nexport { helper as three };\n';
    expect(found('vague-words', { 'core/law/a.ts': text })).toEqual([]);
  });
});

describe('units-last', () => {
  it.each([
    ['export const msTimeout = 1;', 'timeoutMs'],
    ['export const f = (mbLimit: number) => mbLimit;', 'limitMb'],
    ['export type T = { secDelay: number };', 'delaySec'],
  ])('catches %s', (text, better) => {
    expect(found('units-last', { 'core/law/a.ts': `${text}\n` }).map(({ instead }) => instead)).toEqual([
      `Call it \`${better}\`.`,
    ]);
  });

  it('lets conversions and whole words be', () => {
    const text = 'export const timeoutMs = 1, msToSeconds = 2, msOf = 3, second = 4, usage = 5, nsPerMs = 6;\n';
    expect(found('units-last', { 'core/law/a.ts': text })).toEqual([]);
  });
});

describe('house-words', () => {
  it.each([
    'export const msisdn = 1;',
    'export const calleePhone = 1;',
    'export type Opt = { optIn: boolean };',
    'export function optOut() {}',
    'export const blackList = 1;',
    'export const BLACKLIST = 1;',
    'export const f = (whitelist: string[]) => whitelist;',
    'export const tel = 1;',
  ])('catches %s', (text) => {
    expect(places('house-words', { 'core/law/a.ts': `${text}\n` })).toEqual(['core/law/a.ts:1']);
  });

  it('catches them in names of files', () => {
    expect(places('house-words', { 'core/law/opt-out.ts': 'export {};\n' })).toEqual(['core/law/opt-out.ts:1']);
  });

  it('says which word is ours', () => {
    expect(found('house-words', { 'core/law/a.ts': 'export const optIn = 1;\n' })[0]?.instead).toBe('Say `consent`.');
  });

  it('leaves the type, the wire, and what others say alone', () => {
    const changes = {
      'core/law/a.ts':
        "export type PhoneNumber = string;\nexport const parsePhoneNumber = (s: string) => s;\nexport const s = 'phone';\n",
      'core/law/b.ts': 'export const telecom = 1, microphone = 2, option = 3, adoptInto = 4;\n',
      'core/wire/a.ts': 'export const msisdn = 1;\n',
      'adapters/gateway/a.ts': 'export const tel = 1;\n',
    };
    expect(found('house-words', changes)).toEqual([]);
  });
});

describe('wordsOf', () => {
  it.each([
    ['parsePhoneNumber', ['parse', 'phone', 'number']],
    ['HTTPServer', ['http', 'server']],
    ['MAX_TEL', ['max', 'tel']],
    ['opt-out.ts', ['opt', 'out', 'ts']],
  ])('reads %s', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});
