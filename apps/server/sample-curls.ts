import type { InstantMs } from '@wurao/domain';
import { SAMPLE_CALLERS } from './sample-nouns.ts';
import type { SampleFile } from './sample-world.ts';

/** One thing to try: what it shows, and the command, ready to paste into a shell. */
export interface PrintedCurl {
  readonly shows: string;
  readonly command: string;
}

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Today at ten in Shanghai: inside the lawful hours, whenever this is printed. */
const tenOClock = (nowMs: InstantMs): string => {
  const day = new Date(Math.floor((nowMs + SHANGHAI_MS) / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
  return `${day}T10:00:00+08:00`;
};

const curl = (key: string, url: string, body: unknown): string =>
  [
    `curl -s ${url}`,
    `-H 'Authorization: Bearer ${key}'`,
    "-H 'Content-Type: application/json'",
    `-d '${JSON.stringify(body)}' -w '\\n'`,
  ].join(' \\\n  ');

/** The session of the sample's subscriber ends after a day; the operator's key still serves then. */
const withdrawerKey = ({ keys }: SampleFile, nowMs: InstantMs): string => {
  const expires = keys.subscriber.expires;
  return expires !== undefined && Date.parse(expires) > nowMs ? keys.subscriber.key : keys.admin.key;
};

/**
 * An allow, a refuse, a withdrawal and the first question again. They screen at a fixed hour of today, so that the
 * answers are the same at night, and count nothing, so that they can be repeated.
 */
export const printedCurls = (address: string, sample: SampleFile, nowMs: InstantMs): readonly PrintedCurl[] => {
  const ask = (index: number): string =>
    curl(sample.keys.admin.key, `${address}/v1/decisions`, {
      channel: 'voice',
      caller: SAMPLE_CALLERS.bank,
      callee: sample.callees[index]?.number,
      line: 'line-sample-1',
      purpose: 'marketing',
      mode: 'screen',
      at: tenOClock(nowMs),
    });
  return [
    { shows: `allowed: this person ${sample.callees[0]?.shows.en}`, command: ask(0) },
    {
      shows: `refused: ${sample.callees[1]?.shows.en} (every step of it: npx wurao explain, and the id of the answer)`,
      command: ask(1),
    },
    {
      shows: 'the first person withdraws the consent',
      command: curl(withdrawerKey(sample, nowMs), `${address}/v1/consents/${sample.consent}/withdrawal`, {}),
    },
    { shows: 'and from then on: refused', command: ask(0) },
  ];
};
