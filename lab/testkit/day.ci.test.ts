import { LAW_PACKS } from '@wurao/law';
import { DAY_FILES, dayOf, referenceTotals, sharedData } from '@wurao/vectors';
import { expect } from 'vitest';
import { driveDay, inInstants } from './day-over-http.ts';
import { skipUnless } from './skip-unless.ts';

const SEED = 20_260_310;
const ATTEMPTS = { test: 20_000, ci: 50_000, soak: 1_000_000 }[process.env['WURAO_TIER'] ?? 'test'] ?? 50_000;
const present = Object.values(DAY_FILES).every((file) => sharedData(file) !== undefined);

skipUnless('the real data (numbering, complaints)', present)(
  `a day of ${ATTEMPTS.toLocaleString('en-US')} attempts on real input over HTTP: totals by reason are the reference's`,
  { timeout: 1_800_000 },
  async () => {
    const law = LAW_PACKS.get('cn-2020-draft');
    if (law === undefined) throw new Error('no default law');
    const day = inInstants(dayOf(SEED, ATTEMPTS));
    const driven = await driveDay(day);
    expect(driven.attempts).toBe(ATTEMPTS);
    expect(Object.fromEntries(driven.totals)).toEqual(Object.fromEntries(referenceTotals(day, law)));
  },
);
