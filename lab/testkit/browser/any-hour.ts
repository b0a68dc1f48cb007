import type { SampleHouse } from './sample-house.ts';

const EVERY_HOUR = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
/** The law of the house, at any hour and as often as a test calls: what a test sees must not hang on when it runs. */
const ANY_HOUR = {
  extends: 'cn-2020-draft',
  id: 'lab-any-hour-1',
  hours: { commercial: { voice: EVERY_HOUR } },
  caps: { commercial: { callsPerDay: 255, perWindow: 'none' } },
};

export const allowAnyHour = async ({ admin }: SampleHouse): Promise<void> => {
  const installed = await admin.post('/v1/laws', { pack: ANY_HOUR });
  const inForce = await admin.put('/v1/law', { law: ANY_HOUR.id });
  for (const { status, body } of [installed, inForce]) if (status >= 300) throw new Error(JSON.stringify(body));
};
