import { isAbsolute } from 'node:path';
import { need, stopInvalid } from '../../http/need.ts';
import type { NumberingWish } from '../../ports.ts';
import { type Handler, ok } from '../route.ts';

/** PUT /v1/numbering: another plan, from a file on the server's machine; every gate goes on with it at once. */
export const replaceNumbering: Handler = async (call, { numbering }) => {
  const wish = call.body as NumberingWish;
  if (!isAbsolute(wish.file))
    throw stopInvalid('file', 'not an absolute path', "Write the whole path, as the server's machine has it.");
  const { version, comparison, ...report } = need(await numbering.replace(wish));
  const { provinces, ...totals } = comparison;
  return ok({
    plan: version,
    ...report,
    comparison: { ...totals, provinces: provinces.map(({ province, ...counts }) => ({ ...province, ...counts })) },
  });
};
