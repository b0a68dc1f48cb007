import { asId, type PhoneNumber } from '@wurao/domain';
import type { HouseApi } from './house-api.ts';

/** A made-up person of the demo, with a session of its own. */
export interface DemoPerson {
  readonly number: PhoneNumber;
  readonly province: string;
  readonly key: string;
}

const PREFIXES = 1_000;
const PREFIX_DIGITS = 4;
/** Calls without a key, of which these are two each, are limited by address. */
const PER_PROVINCE = 4;
const OWN_DIGITS = 4;
const TOGETHER = 10;

/** One mobile prefix a province, as the numbering plan has them. */
const prefixesByProvince = async (api: HouseApi): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (let index = 0; index < PREFIXES; index += TOGETHER) {
    const prefixes = Array.from({ length: TOGETHER }, (_, i) => `138${String(index + i).padStart(PREFIX_DIGITS, '0')}`);
    const answers = await Promise.all(prefixes.map((prefix) => api.ask('GET', `/v1/numbering/${prefix}0000`)));
    for (const [i, { body }] of answers.entries()) {
      const code = (body['province'] as { readonly code?: string } | undefined)?.code;
      if (code !== undefined && !found.has(code)) found.set(code, prefixes[i] ?? '');
    }
  }
  return found;
};

const pathOf = (number: PhoneNumber): string => `/v1/subscribers/${encodeURIComponent(number)}`;

interface OutboxItem {
  readonly to: string;
  readonly purpose: string;
  readonly text: string;
}

/** The last code that went out to each number. */
const codesSent = async (api: HouseApi): Promise<ReadonlyMap<string, string>> => {
  const codes = new Map<string, string>();
  for (let after = ''; ; ) {
    const { body } = await api.ask('GET', `/v1/outbox${after === '' ? '' : `?after=${encodeURIComponent(after)}`}`);
    for (const { to, purpose, text } of (body['items'] ?? []) as readonly OutboxItem[])
      if (purpose === 'code') codes.set(to, /\d{6}/.exec(text)?.[0] ?? '');
    if (typeof body['next'] !== 'string') return codes;
    after = body['next'];
  }
};

/** A few made-up people in every province, each of whom has proved the number by the code that would have gone out to it. */
export const settlePeople = async (api: HouseApi): Promise<readonly DemoPerson[]> => {
  const places = [...(await prefixesByProvince(api))].flatMap(([province, prefix]) =>
    Array.from({ length: PER_PROVINCE }, (_, index) => ({
      province,
      number: asId<PhoneNumber>(`+86${prefix}${String(index + 1).padStart(OWN_DIGITS, '0')}`),
    })),
  );
  for (const { number } of places) await api.ask('POST', `${pathOf(number)}/codes`, {});
  const codes = await codesSent(api);
  const people: DemoPerson[] = [];
  for (const { number, province } of places) {
    const code = codes.get(number);
    if (code === undefined) continue;
    const { status, body } = await api.ask('POST', `${pathOf(number)}/sessions`, { code });
    if (status < 300) people.push({ number, province, key: String(body['key']) });
  }
  return people;
};
