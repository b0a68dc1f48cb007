import { describe, expect, it } from 'vitest';
import { ran } from './testing-shell.ts';

const COMMANDS = [
  ['serve'],
  ['decide'],
  ['explain'],
  ['appeal', 'list'],
  ['appeal', 'show'],
  ['audit', 'verify'],
  ['audit', 'checkpoint'],
  ['audit', 'list'],
  ['complaint', 'file'],
  ['complaint', 'supplement'],
  ['complaint', 'list'],
  ['complaint', 'show'],
  ['complaint', 'withdraw'],
  ['case', 'list'],
  ['case', 'show'],
  ['case', 'search'],
  ['case', 'counts'],
  ['case', 'step'],
  ['case', 'pause'],
  ['case', 'resume'],
  ['case', 'assign'],
  ['case', 'note'],
  ['classify'],
  ['law', 'list'],
  ['law', 'show'],
  ['law', 'check'],
  ['law', 'test'],
  ['law', 'install'],
  ['law', 'replay'],
  ['key', 'create'],
  ['key', 'list'],
  ['key', 'revoke'],
  ['numbering', 'show'],
  ['numbering', 'stats'],
  ['numbering', 'replace'],
  ['import'],
  ['imports', 'list'],
  ['imports', 'rows'],
  ['imports', 'release'],
  ['export', 'subscriber'],
  ['export', 'bases'],
  ['backup'],
  ['backup', 'list'],
  ['backup', 'verify'],
  ['restore'],
  ['doctor'],
];

describe('wurao', () => {
  it.each(COMMANDS)('%s %s --help shows options and examples', async (...words) => {
    const { code, out, err } = await ran([...words.filter((word) => word !== undefined), '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: wurao ${words.join(' ')}`);
    expect(out).toMatch(/Examples:\n {2}\$ /);
  });

  it('help names every command; help COMMAND shows its flags', async () => {
    const { code, out } = await ran(['help']);
    expect(code).toBe(0);
    for (const [word] of COMMANDS) expect(out).toMatch(new RegExp(`^  ${word}\\b`, 'm'));
    expect((await ran(['help', 'serve'])).out).toContain('--http-port');
  });

  it.each(['--version', '-V'])('%s prints the version', async (flag) => {
    expect(await ran([flag])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
  });

  it('without a command says what there is, as bad usage', async () => {
    const { code, out, err } = await ran([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: wurao');
  });

  it.each([
    [['decied'], 'Did you mean decide?'],
    [['decide'], '--caller'],
    [['decide', '--caller', '1', '--callee', '2', '--linee', 'x'], 'Did you mean --line?'],
    [['explain'], "missing required argument 'id'"],
    [['law', 'show', 'cn-2015', 'more'], 'too many arguments'],
    [['key', 'create'], '--role'],
    [['law', 'list', '--lang', 'fr'], 'Allowed choices are zh, en.'],
  ])('%j is bad usage, with what was meant', async (args, meant) => {
    const { code, err } = await ran(args);
    expect(code).toBe(2);
    expect(err).toContain(meant);
  });
});

describe('wurao law', () => {
  it('shows a pack whole, in either language', async () => {
    const english = await ran(['law', 'show', 'cn-2020-draft']);
    expect(english.code).toBe(0);
    for (const word of ['do-not-disturb', '09:00-20:00', 'draft-23', 'no-consent', '5 months'])
      expect(english.out).toContain(word);
    expect(english.out).toMatch(/report +15 +working +draft-31/);
    const chinese = await ran(['law', 'show', 'cn-2020-draft'], { env: { LANG: 'zh_CN.UTF-8' } });
    for (const word of ['用户已开启免打扰', '须有依据', '每日通话', '办理时限']) expect(chinese.out).toContain(word);
    expect(chinese.out).not.toContain('calls a day');
  });

  it('prints JSON', async () => {
    expect(JSON.parse((await ran(['law', 'show', 'cn-2015', '--json'])).out)).toMatchObject({ id: 'cn-2015' });
    expect(JSON.parse((await ran(['law', 'list', '--json'])).out)).toMatchObject({
      items: [{ id: 'cn-2020-draft' }, { id: 'cn-2015' }],
    });
  });

  it('names the packs when asked for another', async () => {
    const { code, err } = await ran(['law', 'show', 'de-2024']);
    expect(code).toBe(2);
    expect(err).toContain('cn-2020-draft, cn-2015');
    expect(JSON.parse((await ran(['law', 'show', 'x', '--json'])).out)).toMatchObject({ errors: [{ field: 'id' }] });
  });
});
