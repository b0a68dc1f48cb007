import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAW_PACKS, REASONS } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import { clausesWithoutCase, regulationMap } from './regulation-map/markdown.ts';
import { ANSWERED_BY, FURTHER_RULES, NOT_YET, type Place } from './regulation-map/places.ts';
import { readVectorCases, type VectorCase } from './regulation-map/vector-cases.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const cases = readVectorCases();
const clauses = new Set([...LAW_PACKS.values()].flatMap((pack) => Object.keys(pack.clauses)));
const REMEDY = 'run: node tools/print-regulation-map.ts --write';

describe('docs/regulation-map.md', () => {
  it('is up to date', () => {
    expect(read('docs/regulation-map.md') === regulationMap(cases), REMEDY).toBe(true);
  });

  it('shows every clause of every pack', () => {
    const text = read('docs/regulation-map.md');
    expect([...clauses].filter((clause) => !text.includes(`\`${clause}\``))).toEqual([]);
  });

  it('shows every reason', () => {
    const text = read('docs/regulation-map.md');
    expect(REASONS.filter(({ key }) => !text.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('the map', () => {
  it('names only clauses that a pack has', () => {
    const named = [...FURTHER_RULES, ...NOT_YET].map(({ clause }) => clause);
    expect(named.filter((clause) => !clauses.has(clause))).toEqual([]);
  });

  it('cites for every reason a clause of its pack', () => {
    for (const pack of LAW_PACKS.values()) {
      const wrong = REASONS.filter(({ key }) => pack.clauses[pack.reasonClauses[key] ?? ''] === undefined);
      expect(wrong, pack.id).toEqual([]);
    }
  });

  it('leads to code that is there', () => {
    const places = [...Object.values(ANSWERED_BY), ...FURTHER_RULES].flatMap((one) => [...one.places]);
    const isGone = ({ file, symbol }: Place): boolean =>
      !new RegExp(`\\b(?:const|class|function) ${symbol}\\b`).test(read(file));
    expect(places.filter(isGone)).toEqual([]);
  });

  it('has a case for every clause that an answer cites', () => {
    expect(clausesWithoutCase(cases)).toEqual([]);
  });

  it('finds a clause that no case shows', () => {
    const lone: VectorCase = {
      theme: 'made-up',
      name: 'A made-up case',
      clause: 'draft-consent',
      law: 'cn-2020-draft',
      expect: { reason: 'no-consent', step: 10 },
      merchantView: { reason: 'no-basis' },
    };
    const gaps = clausesWithoutCase([lone]);
    expect(gaps).not.toContain('draft-consent');
    expect(gaps).not.toContain('house-privacy');
    expect(gaps).toContain('order31-consent');
  });
});
