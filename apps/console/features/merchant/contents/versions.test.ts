import { expect, it } from 'vitest';
import type { Content } from '../questions.ts';
import { byContent } from './versions.ts';

const content = (id: string, version: number): Content => ({
  id,
  merchant: 'bank',
  version,
  channel: 'sms',
  purpose: 'service',
  category: 'other',
  text: '',
  variables: [],
  status: 'submitted',
});

it('versions are gathered under their content, the newest first', () => {
  const grouped = byContent([content('a', 1), content('a@2', 2), content('b', 1), content('a@3', 3)]);
  expect(grouped.map(({ id, newest, versions }) => [id, newest.version, versions.length])).toEqual([
    ['a', 3, 3],
    ['b', 1, 1],
  ]);
});
