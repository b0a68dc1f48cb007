import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { printPage } from './print-page.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wurao-printing-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A browser that "prints" what it was asked, or fails. */
const browser = (script: string): string => {
  const path = join(folder, 'browser');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
};

it('hands the page to the browser, and leaves nothing behind', async () => {
  const path = browser(
    `for one in "$@"; do case $one in --print-to-pdf=*) out=\${one#*=};; file://*) page=\${one#file://};; esac; done; { echo "$@"; cat "$page"; } > "$out"`,
  );
  const output = join(folder, 'out.pdf');
  const printed = await printPage('<p>通告</p>', output, { env: { WURAO_BROWSER: path }, isRoot: true });
  expect(printed).toEqual({ ok: true, value: undefined });
  const written = readFileSync(output, 'utf8');
  expect(written).toContain('<p>通告</p>');
  expect(written).toContain('--headless --disable-gpu --no-sandbox');
  const page = /file:\/\/(\S+)/.exec(written)?.[1] ?? '';
  expect(() => readFileSync(page)).toThrow('ENOENT');
  await printPage('x', output, { env: { WURAO_BROWSER: path }, isRoot: false });
  expect(readFileSync(output, 'utf8')).not.toContain('--no-sandbox');
});

it('says what a browser said that failed, and what to do where there is none', async () => {
  const path = browser('echo "no display" >&2; exit 3');
  const failed = await printPage('x', join(folder, 'out.pdf'), { env: { WURAO_BROWSER: path }, isRoot: false });
  expect(failed).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining('no display') }] });
  const none = { env: { WURAO_BROWSER: join(folder, 'none') }, isRoot: false };
  expect(await printPage('x', join(folder, 'out.pdf'), none)).toMatchObject({
    ok: false,
    errors: [{ remedy: expect.stringContaining('WURAO_BROWSER') }],
  });
});
