import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type PhoneNumber, readNumberingPlan } from '@wurao/domain';
import { BUILT_IN_PLAN_FILE } from '@wurao/server';
import { sharedData, skipUnless } from '@wurao/testkit';
import { expect } from 'vitest';
import { deriveNumbering, NUMBERING_LIST } from './derive-numbering.ts';

const listFile = sharedData(NUMBERING_LIST);

skipUnless('the shared list of mobile prefixes', listFile)(
  'the committed plan is what the list gives',
  { timeout: 120_000 },
  () => {
    const packed = readFileSync(listFile as string);
    const derived = deriveNumbering(packed);
    if (!derived.ok) throw new Error(JSON.stringify(derived));
    const committed = readFileSync(BUILT_IN_PLAN_FILE);
    expect(committed.equals(derived.value), 'run tools/derive-numbering.ts --write').toBe(true);
    const plan = readNumberingPlan(committed);
    if (!plan.ok) throw new Error(plan.title);
    const wrong: string[] = [];
    // Read apart from the code that derives.
    for (const line of gunzipSync(packed).toString('utf8').trimEnd().split('\n').slice(1)) {
      const [prefix, province, city, , , carrier] = line.trimEnd().split(',');
      const place = plan.value.placeOf(`+86${prefix}0000` as PhoneNumber);
      const same = place?.province.zh === province && (place?.city ?? '') === city && place?.assignedTo?.zh === carrier;
      if (!same) wrong.push(line);
    }
    expect(wrong).toEqual([]);
    expect(plan.value.head.prefixes).toBe(460_232);
  },
);
