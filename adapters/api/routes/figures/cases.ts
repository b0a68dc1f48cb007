import { STATISTICS_DAYS } from '@wurao/casework';
import { need } from '../../http/need.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok } from '../route.ts';

/** GET /v1/figures/cases: what the asker decided, what waits, and who is late. */
export const readCaseFigures: Handler = async (call, { figures }) => {
  const { atMs, own, queue, late } = need(await figures.cases(call.actor.keyId ?? ''));
  const { medianWorkingDays, ...counts } = own;
  return ok({
    at: instantText(atMs),
    own: { days: STATISTICS_DAYS, ...counts, ...(medianWorkingDays === undefined ? {} : { medianWorkingDays }) },
    queue,
    lateness: {
      from: instantText(late.fromMs),
      to: instantText(late.toMs),
      parties: late.parties.map(({ party, due, late: wasLate }) => ({ party, due, late: wasLate })),
    },
  });
};
