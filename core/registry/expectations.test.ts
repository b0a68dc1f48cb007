import { ALL_CATEGORIES, ALL_CHANNELS, type PhoneNumber } from '@wurao/domain';
import { expect, test } from 'vitest';
import { MAX_EXPECTATIONS } from './bounds.ts';
import { expectCall } from './expectations.ts';
import type { CommandContext, RegisterTransaction } from './ports.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 2);
const ANNA = '+8613800000001' as PhoneNumber;

/** `lasting` expect a call; Anna's own is over at `overMs`, if she had one. */
const expecting = async (lasting: number, overMs?: number) => {
  const stated: unknown[] = [];
  const tx = {
    sequence: 7,
    noun: async () => overMs && { body: { expiresMs: overMs } },
    countExpectations: async () => lasting,
    putNoun: async () => {},
    append: async (body: unknown) => void stated.push(body),
  } as unknown as RegisterTransaction;
  const expectation = { categories: ALL_CATEGORIES, channels: ALL_CHANNELS, hours: 1 };
  const actor = { keyId: undefined, role: 'subscriber', party: undefined, subscriber: ANNA } as const;
  const context = { nowMs: NOW_MS } as CommandContext;
  const done = await expectCall({ kind: 'expectCall', subscriber: ANNA, expectation }, actor, tx, context);
  return [done.ok ? 'ok' : done.code, stated.length];
};

test('as many expect a call as the gates have room for, and no more', async () => {
  expect(await expecting(MAX_EXPECTATIONS - 1)).toEqual(['ok', 1]);
  expect(await expecting(MAX_EXPECTATIONS)).toEqual(['too-many-requests', 0]);
});

test('who expects one already takes no more room, unless it is over', async () => {
  expect(await expecting(MAX_EXPECTATIONS, NOW_MS + 1)).toEqual(['ok', 1]);
  expect(await expecting(MAX_EXPECTATIONS, NOW_MS)).toEqual(['too-many-requests', 0]);
});
