import { need } from '../../http/need.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok } from '../route.ts';

const shown = <T extends { readonly count: number | undefined }>({ count, ...words }: T) => ({
  ...words,
  count: count ?? null,
});

/** GET /v1/figures/subscribers: how many are protected; small counts are hidden. */
export const readSubscriberFigures: Handler = async (_call, { figures }) => {
  const { countedMs, total, byProvince, byCategory } = need(await figures.protection());
  return ok({
    countedAt: instantText(countedMs),
    total: total ?? null,
    byProvince: byProvince.map(shown),
    byCategory: byCategory.map(shown),
  });
};
