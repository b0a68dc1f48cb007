import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';

const SCRIPT = readFileSync(new URL('../forms/form.js', import.meta.url), 'utf8');

/** As much of a page as the script reaches for. */
const pageOf = (answers: readonly (readonly [status: number, body: object])[]) => {
  const elements = new Map<string, Record<string, unknown>>();
  const heard = new Map<string, (event: object) => void>();
  const byId = (id: string) => {
    const made = elements.get(id) ?? {
      ...{ hidden: id !== 'step-choose', value: '', textContent: '', href: '', dataset: {} },
      querySelector: () => ({ dataset: {}, focus: () => {} }),
      addEventListener: (_type: string, act: (event: object) => void) => heard.set(id, act),
    };
    elements.set(id, made);
    return made;
  };
  const asked: string[] = [];
  const attempts = new Set<unknown>();
  const left = [...answers];
  const fetch = async (path: string, { headers }: { readonly headers: Record<string, string> }) => {
    asked.push(path);
    if (headers['authorization'] === 'Bearer key-1') attempts.add(headers['idempotency-key']);
    const [status, body] = left.shift() ?? [500, {}];
    return { status, json: async () => body };
  };
  const window = { addEventListener: () => {} } as Record<string, unknown>;
  window['parent'] = window;
  const body = {
    dataset: { form: 'form-1', version: '1', language: 'zh', sayFailed: 'failed', sayWrongcode: 'wrong' },
  };
  const document = { body, documentElement: {}, getElementById: byId, querySelectorAll: () => [] };
  const ResizeObserver = class {
    observe(): void {}
  };
  runInContext(SCRIPT, createContext({ document, window, fetch, crypto, ResizeObserver, encodeURIComponent }));
  const act = async (id: string): Promise<void> => {
    heard.get(id)?.({ preventDefault: () => {} });
    await new Promise((done) => setImmediate(done));
  };
  return { byId, act, asked, attempts };
};

it('a consent that could not be taken down is tried again by the session that the code opened', async () => {
  const session = '/v1/subscribers/13800000001/sessions';
  const consents = '/v1/consent-forms/form-1/consents';
  const { byId, act, asked, attempts } = pageOf([
    [202, {}],
    [201, { key: 'key-1' }],
    [503, {}],
    [201, { id: 'basis-1' }],
  ]);
  byId('number')['value'] = '13800000001';
  await act('yes');
  await act('number-form');
  await act('code-form');
  expect([byId('told')['textContent'], byId('step-code')['hidden']]).toEqual(['failed', false]);
  await act('code-form');
  expect(asked.slice(1)).toEqual([session, consents, consents]);
  expect(attempts.size).toBe(1);
  expect([byId('receipt')['textContent'], byId('step-agreed')['hidden']]).toEqual(['basis-1', false]);
});
