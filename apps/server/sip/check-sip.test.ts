import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { checkSip } from './check-sip.ts';

const root = mkdtempSync(join(tmpdir(), 'wurao-check-sip-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const findings = async (flags: Readonly<Record<string, string>>): Promise<string[]> => {
  const config = loadConfig({
    flags: { 'sip-batching': 'false', ...flags },
    env: {},
    cwd: root,
    readFile: () => undefined,
  });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  return (await checkSip(config.value.sip)).map(({ check, state, message }) => `${state} ${check}: ${message}`);
};

test('a gate that is off, one that works, and what keeps one from working', async () => {
  expect(await findings({ 'sip-port': 'off' })).toEqual(['ok sip: off']);
  expect(await findings({ 'sip-next-hops': 'sip:a.example' })).toEqual([
    'ok sip: redirect to sip:a.example where a line names nothing else',
    'ok sip batching: off, as configured',
  ]);
  writeFileSync(join(root, 'gate.pem'), 'x');
  const tls = { 'sip-certificate': join(root, 'gate.pem'), 'sip-key': join(root, 'gate.key') };
  expect(await findings(tls)).toContain(`fail sip: ${join(root, 'gate.key')} cannot be read`);
  expect(await findings({ 'stir-certificates': join(root, 'none') })).toContain(
    `fail stir: ${join(root, 'none')} is no directory`,
  );
  expect((await findings({ 'stir-certificates': root })).join()).toContain('ok stir: 1 files');
  expect((await findings({ 'sip-batching': 'true' })).join()).toMatch(/sip batching: (?:on|off: )/);
});
